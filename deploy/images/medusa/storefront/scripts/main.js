// One page, drawn anew for each path; without this file the shop shows its title only.
import { Basket } from './basket.js';
import { h } from './dom.js';
import { pageAt } from './routes.js';
import { Store } from './store.js';
import { cart } from './views/cart.js';
import { checkout } from './views/checkout.js';
import { order } from './views/order.js';
import { product } from './views/product.js';
import { products } from './views/products.js';

const VIEWS = { cart, checkout, order, product, products };
const told = (name) => document.querySelector(`meta[name="shop-${name}"]`).content;
const content = document.querySelector('#content');
const title = told('title');
const store = new Store(told('key'));
const basket = new Basket(store, localStorage, (pieces) => {
  document.querySelector('#count').textContent = pieces ? `(${pieces})` : '';
});
let shown = 0;

function announce(text) {
  document.querySelector('#news').textContent = text;
}

/** Draws the page of the address; a slower answer for an earlier address is dropped. */
async function draw({ focus }) {
  const turn = ++shown;
  content.setAttribute('aria-busy', 'true');
  const page = await read().catch(problem);
  if (turn !== shown) return;
  document.title = page.title ? `${page.title} · ${title}` : title;
  content.replaceChildren(...page.content.filter(Boolean));
  content.setAttribute('aria-busy', 'false');
  if (focus) arrive();
}

async function read() {
  const found = pageAt(location.pathname);
  const query = new URLSearchParams(location.search);
  const context = { store, basket, query, title, announce, go, subject: found?.subject };
  return (found && (await VIEWS[found.page](context))) ?? missing();
}

const missing = () => apology('Not found', 'There is no such page in this shop.');

const problem = (error) =>
  error.status === 404 ? apology('Not found', error.message) : apology('Sorry', error.message);

function apology(heading, text) {
  return {
    title: heading,
    content: [h('h1', {}, heading), h('p', {}, text), h('p', {}, h('a', { href: '/' }, 'All products'))],
  };
}

/** Where a reader would look after a real change of page. */
function arrive() {
  scrollTo(0, 0);
  const heading = content.querySelector('h1');
  heading.tabIndex = -1;
  heading.focus();
}

function go(path) {
  history.pushState(null, '', path);
  announce('');
  draw({ focus: true });
}

/** Links of this shop change the page without loading it anew; all others, and those with a modifier, stay links. */
function follow(event) {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.origin !== location.origin || !pageAt(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

document.addEventListener('click', follow);
addEventListener('popstate', () => draw({ focus: true }));
draw({ focus: false });
if (!['/cart', '/checkout'].includes(location.pathname)) basket.read().catch(() => {});
