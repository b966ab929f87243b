import { h } from '../dom.js';
import { money } from '../money.js';
import { picture } from './parts.js';

const AT_ONCE = 4;

export async function products({ store, query, title }) {
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const [{ currency_code: currency }, found] = await Promise.all([store.region(), store.products(page)]);
  return {
    title: page > 1 ? `Page ${page}` : '',
    content: [
      h('h1', {}, page > 1 ? `Products, page ${page}` : `Welcome to ${title}`),
      found.products.length ? list(found.products, money(currency)) : h('p', {}, 'There is nothing to buy here yet.'),
      turning(page, found.more),
    ],
  };
}

function list(found, format) {
  return h(
    'ul',
    { class: 'products' },
    found.map((product, place) => h('li', {}, card(product, format, place))),
  );
}

function card(product, format, place) {
  return h(
    'a',
    { href: `/products/${encodeURIComponent(product.handle)}` },
    picture(product.thumbnail, { first: place < AT_ONCE }),
    h('span', { class: 'name' }, product.title),
    h('span', { class: 'price' }, priceOf(product, format)),
  );
}

function priceOf({ variants }, format) {
  const amounts = (variants ?? []).flatMap(({ calculated_price: price }) => price?.calculated_amount ?? []);
  if (!amounts.length) return 'No price yet';
  const least = Math.min(...amounts);
  return least < Math.max(...amounts) ? `from ${format(least)}` : format(least);
}

function turning(page, more) {
  if (page === 1 && !more) return null;
  return h(
    'nav',
    { class: 'pages', 'aria-label': 'Pages' },
    page > 1 ? h('a', { href: page === 2 ? '/' : `/?page=${page - 1}` }, 'Newer products') : null,
    more ? h('a', { href: `/?page=${page + 1}` }, 'More products') : null,
  );
}
