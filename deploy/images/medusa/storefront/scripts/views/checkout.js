import { buy, choices, deliverBy, deliverTo } from '../checkout.js';
import { busy, h } from '../dom.js';
import { money } from '../money.js';
import { problemBox, sums } from './parts.js';

const FIELDS = [
  ['email', 'E-mail', { type: 'email', autocomplete: 'email', inputmode: 'email' }],
  ['first_name', 'First name', { autocomplete: 'given-name' }],
  ['last_name', 'Last name', { autocomplete: 'family-name' }],
  ['address_1', 'Street and number', { autocomplete: 'street-address' }],
  ['postal_code', 'Postcode', { autocomplete: 'postal-code' }],
  ['city', 'City', { autocomplete: 'address-level2' }],
];
/** How the ways to pay are called here; Medusa gives them ids only. */
const PAYMENTS = { pp_system_default: 'By agreement with the shop (invoice or on delivery)' };

export async function checkout(context) {
  const [region, cart] = await Promise.all([context.store.region(), context.basket.read()]);
  if (!cart?.items?.length) return nothing();
  const second = h('section', { 'aria-live': 'polite' });
  return {
    title: 'Checkout',
    content: [h('h1', {}, 'Checkout'), addressForm(context, region, cart, second), second],
  };
}

function nothing() {
  const link = h('a', { class: 'main', href: '/' }, 'See the products');
  return { title: 'Checkout', content: [h('h1', {}, 'Checkout'), h('p', {}, 'Your cart is empty.'), h('p', {}, link)] };
}

function addressForm({ store, ...context }, region, cart, second) {
  const known = { ...cart.shipping_address, email: cart.email };
  const problem = problemBox();
  const button = h('button', { type: 'submit', class: 'main' }, 'Continue');
  const submit = async (event) => {
    event.preventDefault();
    const wanted = Object.fromEntries(new FormData(form));
    const step = await busy(button, problem, async () => {
      const addressed = await deliverTo(store, cart, wanted);
      return { cart: addressed, ...(await choices(store, addressed)) };
    });
    if (step) await showOrder(second, { store, ...context }, step);
  };
  // What was chosen for another address is not shown beside a new one.
  const change = () => second.replaceChildren();
  const fields = FIELDS.map(([name, label, more]) => field(name, label, { ...more, value: known[name] ?? '' }));
  const form = h('form', { class: 'address', onsubmit: submit, oninput: change }, h('h2', {}, 'Where to'), fields);
  form.append(countryField(region.countries, known.country_code), button, problem);
  return form;
}

const field = (name, label, more) => h('label', {}, label, h('input', { name, required: true, ...more }));

function countryField(countries, known) {
  const options = countries.map(({ iso_2: code, display_name: name }) =>
    h('option', { value: code, selected: code === known }, name),
  );
  return h('label', {}, 'Country', h('select', { name: 'country_code', autocomplete: 'country' }, options));
}

async function showOrder(second, context, { cart, deliveries, payments }) {
  const { store, basket, go } = context;
  const format = money(cart.currency_code);
  const problem = problemBox();
  const total = h('div', {});
  const button = h('button', { type: 'submit', class: 'main' }, 'Order and pay');
  let current = cart;
  const choose = (id) =>
    busy(button, problem, async () => {
      current = await deliverBy(store, current, id);
      total.replaceChildren(sums(current, format));
    });
  const submit = async (event) => {
    event.preventDefault();
    const order = await busy(button, problem, () => buy(store, current, new FormData(form).get('payment')));
    if (!order) return;
    basket.forget();
    go(`/orders/${order.id}`);
  };
  const delivery = ({ id, name, amount }) => [id, amount ? `${name}, ${format(amount)}` : name];
  const form = h(
    'form',
    { onsubmit: submit },
    radios('Delivery', 'delivery', deliveries.map(delivery), (event) => choose(event.target.value)),
    radios(
      'Payment',
      'payment',
      payments.map(({ id }) => [id, PAYMENTS[id] ?? id]),
    ),
    total,
    button,
    problem,
  );
  second.replaceChildren(h('h2', { tabindex: '-1' }, 'Delivery and payment'), form);
  second.querySelector('h2').focus();
  await choose(deliveries[0].id);
}

function radios(legend, name, choices, changed = () => {}) {
  const one = ([value, label], place) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name, value, checked: place === 0, onchange: changed }),
      h('span', {}, label),
    );
  return h('fieldset', {}, h('legend', {}, legend), choices.map(one));
}
