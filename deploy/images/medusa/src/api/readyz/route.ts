import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { database } from '../../lib/database';

const VERSION = require('@medusajs/medusa/package.json').version;
// Before kubelet gives up (3 s), so that the reason is in the answer.
const LIMIT = 2000;

export const AUTHENTICATE = false;

/**
 * Whether the database answers, through the pool that shoppers use, and is of this very version: new code on an old schema
 * starts and looks healthy. Nothing that a merchant can change counts (products, stock, payment): a shop that is not ready
 * is cut off together with its admin, where the merchant would put it right. The platform's shopper looks at those.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  try {
    const setup = database(request.scope).raw('select medusa from storeyard_setup');
    const { rows } = await Promise.race([setup, late()]);
    const ok = rows[0]?.medusa === VERSION;
    response.status(ok ? 200 : 503).json({ ok, database: rows[0]?.medusa, server: VERSION });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    response.status(503).json({ ok: false, error: code ?? message });
  }
}

const late = () =>
  new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error('the database does not answer')), LIMIT).unref());
