// A Store API that remembers carts and orders, in the shapes of Medusa 2.21, as `send` of the storefront's Store. Its
// faults are set by the tests: `shop.refuse = (method, path) => answer or null`.

const variant = (id, amount, more = {}) => ({
  id,
  title: 'Default',
  manage_inventory: true,
  allow_backorder: false,
  inventory_quantity: 5,
  calculated_price: { calculated_amount: amount },
  ...more,
});

const product = (handle, title, variants) => ({
  id: `prod_${handle}`,
  handle,
  title,
  description: `${title}.`,
  thumbnail: '/pictures/mug.svg',
  images: [{ url: '/pictures/mug.svg' }],
  variants,
});

export const PRODUCTS = [
  product('mug', 'Mug', [variant('variant_mug', 14)]),
  product('shirt', 'Shirt', [
    variant('variant_s', 24, { title: 'S', inventory_quantity: 0 }),
    variant('variant_m', 26, { title: 'M' }),
  ]),
  product('probe-canary', 'Shop check', [variant('variant_canary', 1, { manage_inventory: false })]),
];

const DELIVERY = 4.9;

export class FakeShop {
  regions = [{ id: 'reg_1', currency_code: 'eur', countries: [{ iso_2: 'de', display_name: 'Germany' }] }];
  products = PRODUCTS;
  deliveries = [{ id: 'so_1', name: 'Standard', amount: DELIVERY }];
  providers = [{ id: 'pp_stripe_stripe' }, { id: 'pp_system_default' }];
  carts = new Map();
  orders = new Map();
  asked = [];
  refuse = () => null;

  constructor(key = 'pk_test') {
    this.key = key;
  }

  /** As fetch. */
  send = async (address, { method = 'GET', headers = {}, body } = {}) => {
    const url = new URL(address, 'http://shop');
    this.asked.push(`${method} ${url.pathname}`);
    const wrongKey = headers['x-publishable-api-key'] !== this.key;
    const refusal = wrongKey
      ? [400, { message: 'A valid publishable key is required' }]
      : this.refuse(method, url.pathname);
    const [status, content] = refusal ?? this.answer(method, url, body ? JSON.parse(body) : {});
    return new Response(JSON.stringify(content), { status, headers: { 'content-type': 'application/json' } });
  };

  answer(method, url, body) {
    for (const [wanted, pattern, step] of ROUTES) {
      const found = wanted === method && pattern.exec(url.pathname);
      if (found) return step(this, found.slice(1), body, url.searchParams);
    }
    return [404, { message: `Cannot ${method} ${url.pathname}` }];
  }

  /** The cart as it is shown, with its sums. */
  shown(cart) {
    const goods = cart.items.reduce((sum, line) => sum + line.unit_price * line.quantity, 0);
    const delivery = cart.shipping_methods.length ? DELIVERY : 0;
    return { ...cart, item_total: goods, shipping_total: delivery, tax_total: 0, total: goods + delivery };
  }

  withCart(id, change) {
    const cart = this.carts.get(id);
    if (!cart) return [404, { message: `Cart with id ${id} not found` }];
    return change(cart) ?? [200, { cart: this.shown(cart) }];
  }

  line(cart, id, quantity) {
    const owner = this.products.find(({ variants }) => variants.some((one) => one.id === id));
    const chosen = owner.variants.find((one) => one.id === id);
    if (chosen.manage_inventory && chosen.inventory_quantity < quantity) return REFUSED;
    const there = cart.items.find((line) => line.variant_id === id);
    if (there) there.quantity += quantity;
    else cart.items.push(newLine(owner, chosen, quantity));
  }

  complete(cart) {
    if (!cart.payment_collection?.session)
      return [200, { type: 'cart', cart, error: { message: 'No payment session' } }];
    const id = `order_${cart.id}`;
    cart.completed_at ??= 'now';
    if (!this.orders.has(id)) this.orders.set(id, { ...this.shown(cart), id, display_id: this.orders.size + 1 });
    return [200, { type: 'order', order: this.orders.get(id) }];
  }
}

const REFUSED = [
  400,
  { type: 'not_allowed', code: 'insufficient_inventory', message: 'Some variant does not have it' },
];

const newLine = (owner, { id, title, calculated_price: price }, quantity) => ({
  id: `line_${id}`,
  variant_id: id,
  product_title: owner.title,
  product_handle: owner.handle,
  variant_title: title,
  thumbnail: owner.thumbnail,
  unit_price: price.calculated_amount,
  quantity,
});

const CART = '/store/carts/([^/]+)';
const ROUTES = [
  ['GET', '/store/regions', (shop) => [200, { regions: shop.regions }]],
  ['GET', '/store/products', (shop, _, __, query) => [200, { products: listed(shop, query) }]],
  ['POST', '/store/carts', (shop, _, body) => opened(shop, body)],
  ['GET', CART, (shop, [id]) => shop.withCart(id, () => undefined)],
  ['POST', CART, (shop, [id], body) => shop.withCart(id, (cart) => void Object.assign(cart, body))],
  [
    'POST',
    `${CART}/line-items`,
    (shop, [id], body) => shop.withCart(id, (cart) => shop.line(cart, body.variant_id, body.quantity)),
  ],
  [
    'POST',
    `${CART}/line-items/([^/]+)`,
    (shop, [id, line], body) => shop.withCart(id, (cart) => counted(cart, line, body.quantity)),
  ],
  ['DELETE', `${CART}/line-items/([^/]+)`, (shop, [id, line]) => shop.withCart(id, (cart) => taken(cart, line))],
  ['GET', '/store/shipping-options', (shop) => [200, { shipping_options: shop.deliveries }]],
  ['GET', '/store/payment-providers', (shop) => [200, { payment_providers: shop.providers }]],
  [
    'POST',
    `${CART}/shipping-methods`,
    (shop, [id], body) => shop.withCart(id, (cart) => delivered(cart, body.option_id)),
  ],
  ['POST', '/store/payment-collections', (shop, _, body) => collected(shop, body.cart_id)],
  ['POST', '/store/payment-collections/paycol_([^/]+)/payment-sessions', (shop, [id], body) => paid(shop, id, body)],
  ['POST', `${CART}/complete`, (shop, [id]) => shop.withCart(id, (cart) => shop.complete(cart))],
  [
    'GET',
    '/store/orders/([^/]+)',
    (shop, [id]) => (shop.orders.has(id) ? [200, { order: shop.orders.get(id) }] : [404, {}]),
  ],
].map(([method, path, step]) => [method, new RegExp(`^${path}$`), step]);

function listed(shop, query) {
  const handle = query.get('handle');
  const offset = Number(query.get('offset') ?? 0);
  const found = handle ? shop.products.filter((one) => one.handle === handle) : shop.products;
  const fields = query.get('fields');
  const shown = found.map((one) => ({ ...one, variants: one.variants.map((each) => asked(each, fields)) }));
  return shown.slice(offset, offset + Number(query.get('limit') ?? 50));
}

/** Medusa shows of a variant its id and what was asked for. */
const asked = (each, fields) =>
  Object.fromEntries(Object.entries(each).filter(([name]) => name === 'id' || fields.includes(`variants.${name}`)));

function opened(shop, { region_id: region }) {
  const cart = {
    id: `cart_${shop.carts.size + 1}`,
    region_id: region,
    currency_code: 'eur',
    items: [],
    shipping_methods: [],
  };
  shop.carts.set(cart.id, cart);
  return [200, { cart: shop.shown(cart) }];
}

function counted(cart, id, quantity) {
  cart.items.find((line) => line.id === id).quantity = quantity;
}

/** Medusa answers with the cart as `parent`, unlike its other calls. */
function taken(cart, id) {
  cart.items = cart.items.filter((line) => line.id !== id);
  return [200, { id, deleted: true, parent: cart }];
}

function delivered(cart, option) {
  cart.shipping_methods = [{ shipping_option_id: option }];
}

function collected(shop, id) {
  const cart = shop.carts.get(id);
  cart.payment_collection = { id: `paycol_${id}` };
  return [200, { payment_collection: cart.payment_collection }];
}

function paid(shop, id, { provider_id: provider }) {
  const { payment_collection: collection } = shop.carts.get(id);
  collection.session = provider;
  return [200, { payment_collection: collection }];
}
