// What several pages show.
import { h } from '../dom.js';

const SIZE = '480';

/** A picture in a square; beside a name it needs no words of its own. */
export function picture(url, { words = '', first = false } = {}) {
  if (!url) return h('span', { class: 'picture', 'aria-hidden': 'true' });
  const when = first ? 'eager' : 'lazy';
  return h('img', {
    class: 'picture',
    src: url,
    alt: words,
    width: SIZE,
    height: SIZE,
    loading: when,
    decoding: 'async',
  });
}

/** Where a refusal is told; screen readers say it at once. */
export const problemBox = () => h('p', { class: 'problem', role: 'alert' });

/** The sums of a cart or an order. */
export function sums(bill, format) {
  const taxes = bill.tax_total > 0;
  return h(
    'dl',
    { class: 'sums' },
    sum('Goods', format(bill.item_total)),
    bill.shipping_methods?.length ? sum('Delivery', format(bill.shipping_total)) : null,
    bill.discount_total > 0 ? sum('Discount', `−${format(bill.discount_total)}`) : null,
    taxes ? sum('Tax included', format(bill.tax_total)) : null,
    sum('Total', format(bill.total), 'total'),
  );
}

const sum = (name, value, kind = null) => h('div', { class: kind }, h('dt', {}, name), h('dd', {}, value));

/** A line's name and variant; Medusa calls the only variant of a product “Default”. */
export function lineName({ product_title: title, variant_title: variant, title: own }) {
  return !variant || /^default/i.test(variant) ? (title ?? own) : `${title ?? own}, ${variant}`;
}
