// Sample products. Each is the rows that Medusa itself wrote while the image was built (build/seed.mjs), with ids of its own.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scalePrices } from './options.mjs';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Adds the samples that the shop lacks; what is there, or was changed, stays. */
export async function addSamples(database, currency, folder) {
  const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8'));
  for (const sample of samples) {
    const there = await database.row('select 1 from product where handle = $1 and deleted_at is null', [sample.handle]);
    if (!there) await add(database, currency, sample);
  }
}

/** A shop that has no place for a sample any more does without it: its other options must be set all the same. */
async function add(database, currency, sample) {
  await database.rows('savepoint sample');
  try {
    await insert(database, currency, sample);
    await database.rows('release savepoint sample');
  } catch (error) {
    await database.rows('rollback to savepoint sample');
    console.error(`The sample “${sample.handle}” is left out: ${error.message}`);
  }
}

async function insert(database, currency, { rows, ids }) {
  const fresh = new Map(ids.map((id) => [id, renewed(id)]));
  const own = (text) => text.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, (id) => fresh.get(id) ?? id);
  for (const row of rows) await database.script(own(row));
  const prices = rows.map(own).flatMap((row) => row.match(/(?<=INTO public\.price \(.*VALUES \(')[^']+/) ?? []);
  await database.rows('update price set currency_code = $1 where id = any($2)', [currency, prices]);
  await scalePrices(database, currency, prices);
}

/** The time in front stays, so that options and pictures keep their order. */
export function renewed(id) {
  const tail = Array.from(randomBytes(16), (byte) => ALPHABET[byte % ALPHABET.length]);
  return id.slice(0, 10) + tail.join('');
}
