import { busy, h } from '../dom.js';
import { money } from '../money.js';
import { lineName, picture, problemBox, sums } from './parts.js';

export async function cart({ basket, announce }) {
  const found = await basket.read();
  const content = h('div', {});
  draw(content, found, basket, announce);
  return { title: 'Cart', content: [h('h1', {}, 'Cart'), content] };
}

function draw(content, found, basket, announce) {
  content.replaceChildren(...(found?.items?.length ? filled(content, found, basket, announce) : empty()));
}

const empty = () => [
  h('p', {}, 'Your cart is empty.'),
  h('p', {}, h('a', { class: 'main', href: '/' }, 'See the products')),
];

function filled(content, found, basket, announce) {
  const format = money(found.currency_code);
  const problem = problemBox();
  const change = async (control, line, quantity) => {
    const after = await busy(control, problem, () => basket.change(found, line.id, quantity));
    if (!after) return;
    draw(content, after, basket, announce);
    announce(quantity ? `${lineName(line)}: ${quantity} in your cart.` : `${lineName(line)} is taken out.`);
    content.querySelector(`[data-line="${line.id}"] select`)?.focus() ?? content.querySelector('a')?.focus();
  };
  return [
    h(
      'ul',
      { class: 'lines' },
      found.items.map((line) => row(line, format, change)),
    ),
    problem,
    sums(found, format),
    h('p', {}, h('a', { class: 'main', href: '/checkout' }, 'Check out')),
  ];
}

function row(line, format, change) {
  const name = lineName(line);
  const out = h('button', { type: 'button', class: 'plain', 'aria-label': `Take out ${name}` }, 'Take out');
  out.addEventListener('click', () => change(out, line, 0));
  return h(
    'li',
    { 'data-line': line.id },
    picture(line.thumbnail),
    h('a', { class: 'name', href: `/products/${encodeURIComponent(line.product_handle ?? '')}` }, name),
    h('span', { class: 'price' }, format(line.unit_price * line.quantity)),
    h('span', { class: 'amount' }, quantity(line, name, change), out),
  );
}

const MOST = 10;

function quantity(line, name, change) {
  const options = Array.from({ length: Math.max(MOST, line.quantity) }, (_, place) => place + 1);
  const select = h(
    'select',
    { 'aria-label': `How many of ${name}` },
    options.map((number) => h('option', { value: number, selected: number === line.quantity }, String(number))),
  );
  select.addEventListener('change', () => change(select, line, Number(select.value)));
  return select;
}
