import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Basket } from '../storefront/scripts/basket.js';
import { buy, choices, deliverBy, deliverTo } from '../storefront/scripts/checkout.js';
import { money } from '../storefront/scripts/money.js';
import { pageAt } from '../storefront/scripts/routes.js';
import { PAGE_SIZE, Store } from '../storefront/scripts/store.js';
import { inStock } from '../storefront/scripts/views/product.js';
import { lineName } from '../storefront/scripts/views/parts.js';
import { FakeShop, PRODUCTS } from './fake.mjs';

const VISITOR = { email: 'ann@shop.example', first_name: 'Ann', country_code: 'de' };

function visit() {
  const shop = new FakeShop();
  const memory = new Map();
  const storage = {
    getItem: (key) => memory.get(key) ?? null,
    setItem: (key, value) => memory.set(key, value),
    removeItem: (key) => memory.delete(key),
  };
  const counts = [];
  const store = new Store('pk_test', shop.send);
  const basket = new Basket(store, storage, (pieces) => counts.push(pieces));
  return { shop, store, basket, memory, counts };
}

async function filled() {
  const visitor = visit();
  return { ...visitor, cart: await visitor.basket.add('variant_mug') };
}

test('the product that the platform buys is neither listed nor found', async () => {
  const { store } = visit();
  const { products } = await store.products(1);
  assert.deepEqual(
    products.map(({ handle }) => handle),
    ['mug', 'shirt'],
  );
  assert.equal(await store.product('probe-canary'), null);
});

test('a full page says that there are more, and the last one does not', async () => {
  const { shop, store } = visit();
  shop.products = Array.from({ length: PAGE_SIZE + 3 }, (_, place) => ({ ...PRODUCTS[0], handle: `mug-${place}` }));
  const [first, second] = [await store.products(1), await store.products(2)];
  assert.deepEqual([first.products.length, first.more], [PAGE_SIZE, true]);
  assert.deepEqual([second.products.length, second.more], [3, false]);
});

test('the region is asked for once, and again after a failure', async () => {
  const { shop, store } = visit();
  shop.refuse = () => [500, {}];
  await assert.rejects(store.region());
  shop.refuse = () => null;
  await Promise.all([store.region(), store.region()]);
  assert.equal(shop.asked.filter((call) => call === 'GET /store/regions').length, 2);
});

test('a first product opens a cart, the second goes into the same one', async () => {
  const { shop, basket, counts } = visit();
  await basket.add('variant_mug');
  await basket.add('variant_m');
  assert.equal(shop.carts.size, 1);
  assert.deepEqual(counts.at(-1), 2);
});

test('a cart that the shop has tidied away is forgotten', async () => {
  const { shop, basket, memory, counts } = await filled();
  shop.carts.clear();
  assert.equal(await basket.read(), null);
  assert.equal(memory.size, 0);
  assert.equal(counts.at(-1), 0);
});

test('a shop that is down does not cost the visitor the cart', async () => {
  const { shop, basket, memory } = await filled();
  shop.refuse = () => [503, {}];
  await assert.rejects(basket.read(), { message: 'The shop has a problem right now. Please try again in a moment.' });
  assert.equal(memory.size, 1);
});

test('a quantity is changed and a line is taken out', async () => {
  const { basket, cart } = await filled();
  const more = await basket.change(cart, cart.items[0].id, 3);
  assert.equal(more.items[0].quantity, 3);
  const none = await basket.change(cart, cart.items[0].id, 0);
  assert.deepEqual(none.items, []);
});

test('what is sold out is refused in words that a visitor understands', async () => {
  const { basket } = visit();
  await assert.rejects(basket.add('variant_s'), { message: 'There is not enough of it left.' });
});

test('an order goes from the address to its number, and a repeated one is the same', async () => {
  const { store, basket, cart } = await filled();
  const addressed = await deliverTo(store, cart, VISITOR);
  const { deliveries, payments } = await choices(store, addressed);
  const chosen = await deliverBy(store, addressed, deliveries[0].id);
  assert.equal(chosen.total, 18.9);
  const order = await buy(store, chosen, payments[0].id);
  const again = await buy(store, await store.cart(cart.id), payments[0].id);
  assert.equal(order.display_id, 1);
  assert.equal(again.id, order.id);
  assert.equal(await basket.read(), null);
  assert.equal((await store.order(order.id)).email, VISITOR.email);
});

test('only payments that need no foreign script are offered', async () => {
  const { store, cart } = await filled();
  const { payments } = await choices(store, cart);
  assert.deepEqual(
    payments.map(({ id }) => id),
    ['pp_system_default'],
  );
});

test('a shop without delivery or payment says so before anything is ordered', async () => {
  const { shop, store, cart } = await filled();
  shop.providers = [];
  await assert.rejects(choices(store, cart), { message: 'This shop offers no way to pay yet.' });
  shop.deliveries = [];
  await assert.rejects(choices(store, cart), { message: 'This shop does not deliver to that address.' });
});

test('a refused payment is an error although its status is 200', async () => {
  const { shop, store, cart } = await filled();
  shop.complete = () => [200, { type: 'cart', error: { message: 'The card was refused.' } }];
  await assert.rejects(buy(store, cart, 'pp_system_default'), { message: 'The card was refused.' });
});

test('no answer at all is told as such', async () => {
  const store = new Store('pk_test', () => Promise.reject(new TypeError('failed')));
  await assert.rejects(store.region(), { status: 0, message: 'The shop cannot be reached. Are you online?' });
});

test('paths name their pages', () => {
  assert.deepEqual(pageAt('/'), { page: 'products', subject: '' });
  assert.deepEqual(pageAt('/products/caf%C3%A9'), { page: 'product', subject: 'café' });
  assert.deepEqual(pageAt('/products/%'), { page: 'product', subject: '%' });
  assert.deepEqual(pageAt('/orders/order_1'), { page: 'order', subject: 'order_1' });
  assert.equal(pageAt('/app'), null);
});

test("amounts are written in the shop's currency", () => {
  assert.equal(money('eur', 'en')(4.9), '€4.90');
  assert.equal(money('jpy', 'en')(490), '¥490');
});

test('stock counts only where it is kept', () => {
  assert.equal(inStock({ manage_inventory: true, allow_backorder: false, inventory_quantity: 0 }), false);
  assert.equal(inStock({ manage_inventory: false, allow_backorder: false, inventory_quantity: null }), true);
  assert.equal(inStock({ manage_inventory: true, allow_backorder: true, inventory_quantity: 0 }), true);
});

test('the only variant of a product is not named', () => {
  assert.equal(lineName({ product_title: 'Mug', variant_title: 'Default' }), 'Mug');
  assert.equal(lineName({ product_title: 'Shirt', variant_title: 'M' }), 'Shirt, M');
});
