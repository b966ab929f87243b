import { timingSafeEqual } from 'node:crypto';
import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { Modules } from '@medusajs/framework/utils';
import { cancelOrderWorkflow } from '@medusajs/medusa/core-flows';
import { database } from '../../../../lib/database';
import { deleteOrder } from '../../../../lib/tidy';

export const AUTHENTICATE = false;

const same = (given = '', wanted = '') =>
  wanted !== '' && given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

/**
 * Removes an order of the platform's shopper and nothing else: it takes the shop's probe key and the mark that the
 * shopper's cart handed on to the order.
 */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { id } = request.params;
  const order = await request.scope
    .resolve(Modules.ORDER)
    .retrieveOrder(id)
    .catch(() => null);
  const trusted = same(request.get('x-shop-probe'), process.env.PROBE_KEY);
  if (!trusted || order?.metadata?.probe !== true) {
    response.status(404).json({ message: 'not a probe order' });
    return;
  }
  // Gives the stock back.
  if (order.status !== 'canceled') await cancelOrderWorkflow(request.scope).run({ input: { order_id: id } });
  await database(request.scope).transaction((transaction) => deleteOrder(transaction, id));
  response.json({ deleted: id });
}
