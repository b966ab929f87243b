import type { Row, Transaction } from './database';

// Medusa deletes no cart and offers no call for it. Foreign keys cascade inside one of its modules; links between modules
// and addresses have none, hence the lists below.

/** Deletes carts with everything that no order holds. */
export async function deleteCarts(db: Transaction, ids: string[]): Promise<void> {
  if (!ids.length) return;
  const carts = await db('cart').whereIn('id', ids).select('shipping_address_id', 'billing_address_id', 'customer_id');
  await deletePayments(db, ids);
  for (const table of ['cart_payment_collection', 'cart_promotion', 'order_cart'])
    await db(table).whereIn('cart_id', ids).delete();
  await db('cart').whereIn('id', ids).delete();
  await db('cart_address').whereIn('id', addresses(carts)).delete();
  await deleteReplacedAddresses(db);
  await deleteGuests(db, present(carts.map((cart) => cart.customer_id)));
}

/** Deletes an order; the caller has cancelled it, which gives the stock back. */
export async function deleteOrder(db: Transaction, id: string): Promise<void> {
  const order = await db('order').where({ id }).first();
  if (!order) return;
  const column = async (table: string, name: string) =>
    (await db(table).where({ order_id: id }).select(name)).map((row) => row[name] as string);
  const items = await column('order_item', 'item_id');
  const deliveries = await column('order_shipping', 'shipping_method_id');
  const payments = await column('order_payment_collection', 'payment_collection_id');
  const carts = await column('order_cart', 'cart_id');
  for (const table of ['order_cart', 'order_payment_collection', 'order_promotion', 'order_fulfillment'])
    await db(table).where({ order_id: id }).delete();
  await db('order_change_action').where({ order_id: id }).delete();
  await db('order').where({ id }).delete();
  await db('order_line_item').whereIn('id', items).delete();
  await db('order_shipping_method').whereIn('id', deliveries).delete();
  await db('order_address')
    .whereIn('id', addresses([order]))
    .delete();
  await db('reservation_item').whereIn('line_item_id', items).whereNotNull('deleted_at').delete();
  await db('payment_collection').whereIn('id', payments).delete();
  await deleteCarts(db, carts);
}

/** Payment sessions and payments go with their collection; an order keeps its own. */
async function deletePayments(db: Transaction, carts: string[]): Promise<void> {
  const links = await db('cart_payment_collection').whereIn('cart_id', carts).select('payment_collection_id');
  const all = links.map((row) => row.payment_collection_id as string);
  const kept = await db('order_payment_collection')
    .whereIn('payment_collection_id', all)
    .select('payment_collection_id');
  const ordered = new Set(kept.map((row) => row.payment_collection_id));
  await db('payment_collection')
    .whereIn(
      'id',
      all.filter((id) => !ordered.has(id)),
    )
    .delete();
}

/** Every new address of a cart leaves the one before it behind. */
async function deleteReplacedAddresses(db: Transaction): Promise<void> {
  await db.raw(
    `delete from cart_address a where created_at < now() - interval '1 hour'
     and not exists (select 1 from cart c where a.id in (c.shipping_address_id, c.billing_address_id))`,
  );
}

/** Medusa makes a customer of every mail address that a cart got. */
async function deleteGuests(db: Transaction, ids: string[]): Promise<void> {
  await db.raw(
    `delete from customer c where id = any(?) and not has_account
     and not exists (select 1 from "order" o where o.customer_id = c.id)
     and not exists (select 1 from cart k where k.customer_id = c.id)`,
    [ids],
  );
}

const present = (ids: (string | null)[]) => ids.filter((id) => id !== null);

const addresses = (rows: Row[]) => present(rows.flatMap((row) => [row.shipping_address_id, row.billing_address_id]));
