import type { MedusaContainer } from '@medusajs/framework/types';
import { ContainerRegistrationKeys } from '@medusajs/framework/utils';
import { database } from '../lib/database';
import { deleteCarts } from '../lib/tidy';

const DAYS = 30;
const AT_ONCE = 500;

/** Deletes carts that nobody touched for a month: every visitor who puts something into a cart leaves one. */
export default async function tidyCarts(container: MedusaContainer): Promise<void> {
  const db = database(container);
  const old = await db('cart')
    .whereNull('completed_at')
    .whereRaw('updated_at < now() - make_interval(days => ?)', [DAYS])
    .limit(AT_ONCE)
    .select('id');
  await db.transaction((transaction) =>
    deleteCarts(
      transaction,
      old.map((cart) => cart.id as string),
    ),
  );
  if (old.length) container.resolve(ContainerRegistrationKeys.LOGGER).info(`${old.length} abandoned carts deleted`);
}

export const config = { name: 'tidy-carts', schedule: '17 3 * * *' };
