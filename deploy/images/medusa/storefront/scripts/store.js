// Medusa's Store API, as far as this shop uses it: https://docs.medusajs.com/api/store

/** Bought by the platform to see whether the shop sells; visitors do not see it. */
const HIDDEN = 'probe-canary';
const STOCK = '+variants.inventory_quantity,+variants.manage_inventory,+variants.allow_backorder';
const IN_LIST = `id,handle,title,thumbnail,created_at,*variants.calculated_price,${STOCK}`;
const IN_FULL = `id,handle,title,description,thumbnail,*images,*variants.calculated_price,+variants.title,${STOCK}`;
export const PAGE_SIZE = 24;

/** What the shop refused, in words for a visitor; `status` is 0 where there was no answer. */
export class StoreError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class Store {
  #region = null;

  constructor(key, send = (...request) => fetch(...request)) {
    this.key = key;
    this.send = send;
  }

  /** The region that the shop sells to, with currency and countries. */
  region() {
    this.#region ??= this.#firstRegion().catch((error) => {
      this.#region = null;
      throw error;
    });
    return this.#region;
  }

  /** A page of products, the newest first, and whether there are more. */
  async products(page) {
    const { id } = await this.region();
    const window = { limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE, order: '-created_at' };
    const { products } = await this.get('/products', { region_id: id, fields: IN_LIST, ...window });
    const shown = products.filter(({ handle }) => handle !== HIDDEN);
    return { products: shown.slice(0, PAGE_SIZE), more: shown.length > PAGE_SIZE };
  }

  /** That product, or null. */
  async product(handle) {
    const { id } = await this.region();
    const { products } = await this.get('/products', { handle, region_id: id, fields: IN_FULL, limit: 1 });
    return handle === HIDDEN ? null : (products[0] ?? null);
  }

  async cart(id) {
    return (await this.get(`/carts/${encodeURIComponent(id)}`)).cart;
  }

  async order(id) {
    return (await this.get(`/orders/${encodeURIComponent(id)}`)).order;
  }

  get(path, query = {}) {
    const text = new URLSearchParams(query).toString();
    return this.#call('GET', text ? `${path}?${text}` : path);
  }

  post(path, body = {}) {
    return this.#call('POST', path, body);
  }

  delete(path) {
    return this.#call('DELETE', path);
  }

  async #firstRegion() {
    const { regions } = await this.get('/regions', { fields: 'id,currency_code,*countries', limit: 1 });
    if (!regions.length) throw new StoreError(404, 'This shop does not sell anywhere yet.');
    return regions[0];
  }

  async #call(method, path, body) {
    const headers = { 'x-publishable-api-key': this.key, ...(body && { 'content-type': 'application/json' }) };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await this.send(`/store${path}`, request).catch(() => {
      throw new StoreError(0, 'The shop cannot be reached. Are you online?');
    });
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new StoreError(answer.status, explained(answer.status, content));
    return content;
  }
}

function explained(status, { code = '', message = '' }) {
  if (code === 'insufficient_inventory' || message.includes('required inventory'))
    return 'There is not enough of it left.';
  if (status >= 500) return 'The shop has a problem right now. Please try again in a moment.';
  return message || 'The shop refused that.';
}
