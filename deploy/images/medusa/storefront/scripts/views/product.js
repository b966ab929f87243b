import { busy, h } from '../dom.js';
import { money } from '../money.js';
import { picture, problemBox } from './parts.js';

export async function product({ store, basket, subject, announce }) {
  const [{ currency_code: currency }, found] = await Promise.all([store.region(), store.product(subject)]);
  if (!found) return null;
  return {
    title: found.title,
    content: [
      h(
        'article',
        { class: 'product' },
        pictures(found),
        h(
          'div',
          {},
          h('h1', {}, found.title),
          found.description ? h('p', { class: 'description' }, found.description) : null,
          order(found, money(currency), basket, announce),
        ),
      ),
    ],
  };
}

function pictures({ title, thumbnail, images }) {
  const urls = images?.length ? images.map(({ url }) => url) : [thumbnail];
  const shown = urls.map((url, place) =>
    picture(url, { words: place ? `${title}, picture ${place + 1}` : title, first: !place }),
  );
  return h('div', { class: 'pictures' }, shown);
}

function order({ title, variants }, format, basket, announce) {
  const buyable = variants.filter(({ calculated_price: price }) => price);
  if (!buyable.length) return h('p', {}, 'This product has no price yet.');
  const price = h('p', { class: 'price', 'aria-live': 'polite' });
  const button = h('button', { type: 'submit', class: 'main' });
  const problem = problemBox();
  const chosen = () => buyable.find(({ id }) => id === new FormData(form).get('variant'));
  const show = () => {
    price.textContent = format(chosen().calculated_price.calculated_amount);
    button.disabled = !inStock(chosen());
    button.textContent = inStock(chosen()) ? 'Add to cart' : 'Sold out';
  };
  const submit = async (event) => {
    event.preventDefault();
    const cart = await busy(button, problem, () => basket.add(chosen().id));
    if (cart) announce(`${title} is in your cart.`);
  };
  const form = h('form', { onsubmit: submit, onchange: show }, variantChoice(buyable), price, button, problem);
  show();
  return form;
}

function variantChoice(variants) {
  const [first] = variants;
  if (variants.length === 1) return h('input', { type: 'hidden', name: 'variant', value: first.id });
  const start = variants.find(inStock) ?? first;
  return h(
    'fieldset',
    { class: 'variants' },
    h('legend', {}, 'Variant'),
    variants.map((variant) => variantRadio(variant, variant === start)),
  );
}

function variantRadio({ id, title, ...stock }, checked) {
  const input = h('input', { type: 'radio', name: 'variant', value: id, checked });
  return h('label', {}, input, h('span', {}, inStock(stock) ? title : `${title} (sold out)`));
}

/** Stock that is not kept never runs out. */
export function inStock({ manage_inventory: managed, allow_backorder: backorder, inventory_quantity: left }) {
  return !managed || backorder || left > 0;
}
