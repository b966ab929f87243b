import { h } from '../dom.js';
import { money } from '../money.js';
import { lineName, sums } from './parts.js';

export async function order({ store, subject }) {
  const found = await store.order(subject);
  const format = money(found.currency_code);
  return {
    title: `Order ${found.display_id}`,
    content: [
      h('h1', {}, 'Thank you for your order'),
      h('p', {}, 'Your order number is ', h('strong', { id: 'order-number' }, String(found.display_id)), '.'),
      h('p', {}, `The shop reaches you at ${found.email}.`),
      h('h2', {}, 'What you ordered'),
      h(
        'ul',
        { class: 'lines' },
        found.items.map((line) => row(line, format)),
      ),
      sums(found, format),
      h('h2', {}, 'Where it goes'),
      address(found.shipping_address),
      h('p', {}, h('a', { href: '/' }, 'Back to the products')),
    ],
  };
}

function row(line, format) {
  return h(
    'li',
    {},
    h('span', { class: 'name' }, `${line.quantity} × ${lineName(line)}`),
    h('span', { class: 'price' }, format(line.unit_price * line.quantity)),
  );
}

function address(to) {
  const lines = [
    `${to.first_name} ${to.last_name}`,
    to.address_1,
    `${to.postal_code} ${to.city}`,
    to.country_code.toUpperCase(),
  ];
  return h(
    'address',
    {},
    lines.flatMap((line) => [line, h('br')]),
  );
}
