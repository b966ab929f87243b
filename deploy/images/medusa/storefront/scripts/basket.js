// The visitor's cart. Medusa keeps it; this browser keeps its id.

const PLACE = 'cart';

export class Basket {
  /** `changed` is told the number of pieces whenever it may be another. */
  constructor(store, memory, changed) {
    this.store = store;
    this.memory = memory;
    this.changed = changed;
  }

  /** The cart, or null while nothing was put into one; one that is gone or was ordered is forgotten. */
  async read() {
    const id = this.memory.getItem(PLACE);
    const cart = id ? await this.store.cart(id).catch(nullWhereGone) : null;
    if (cart && !cart.completed_at) return this.#show(cart);
    this.forget();
    return null;
  }

  /** Puts a piece of that variant in. */
  async add(variant) {
    const cart = (await this.read()) ?? (await this.#open());
    const { cart: filled } = await this.store.post(`${path(cart)}/line-items`, { variant_id: variant, quantity: 1 });
    return this.#show(filled);
  }

  /** Sets how many of a line are wanted; 0 takes it out. */
  async change(cart, line, quantity) {
    const target = `${path(cart)}/line-items/${line}`;
    if (quantity > 0) return this.#show((await this.store.post(target, { quantity })).cart);
    await this.store.delete(target);
    return this.#show(await this.store.cart(cart.id));
  }

  forget() {
    this.memory.removeItem(PLACE);
    this.changed(0);
  }

  async #open() {
    const { id } = await this.store.region();
    const { cart } = await this.store.post('/carts', { region_id: id });
    this.memory.setItem(PLACE, cart.id);
    return cart;
  }

  #show(cart) {
    this.changed(pieces(cart));
    return cart;
  }
}

export const path = (cart) => `/carts/${cart.id}`;

export const pieces = (cart) => (cart.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0);

function nullWhereGone(error) {
  if (error.status === 404) return null;
  throw error;
}
