// From a cart to an order, one function a step.
import { path } from './basket.js';
import { StoreError } from './store.js';

/** Ways to pay that need no script of another company. */
const MANUAL = /^pp_system/;

/** Sets where the order goes and whom it is for; the bill goes there too. */
export async function deliverTo(store, cart, { email, ...address }) {
  const body = { email, shipping_address: address, billing_address: address };
  return (await store.post(path(cart), body)).cart;
}

/** How the order can be delivered and paid; each refusal says what the shop lacks. */
export async function choices(store, cart) {
  const [{ shipping_options: deliveries }, { payment_providers: providers }] = await Promise.all([
    store.get('/shipping-options', { cart_id: cart.id }),
    store.get('/payment-providers', { region_id: cart.region_id }),
  ]);
  const payments = providers.filter(({ id }) => MANUAL.test(id));
  if (!deliveries.length) throw new StoreError(404, 'This shop does not deliver to that address.');
  if (!payments.length) throw new StoreError(404, 'This shop offers no way to pay yet.');
  return { deliveries, payments };
}

/** The cart with its new total. */
export async function deliverBy(store, cart, delivery) {
  return (await store.post(`${path(cart)}/shipping-methods`, { option_id: delivery })).cart;
}

/** Orders what is in the cart. Repeated after a lost answer, it gives the same order. */
export async function buy(store, cart, payment) {
  const collection = cart.payment_collection ?? (await collectionOf(store, cart));
  await store.post(`/payment-collections/${collection.id}/payment-sessions`, { provider_id: payment });
  const { type, order, error } = await store.post(`${path(cart)}/complete`);
  // A refused payment is status 200 with the cart.
  if (type !== 'order') throw new StoreError(402, error?.message ?? 'The payment was refused.');
  return order;
}

async function collectionOf(store, cart) {
  return (await store.post('/payment-collections', { cart_id: cart.id })).payment_collection;
}
