// Fills the migrated scratch database by Medusa's own workflows and writes what they wrote: seed.sql, a shop without
// products (but the one that the platform buys), and samples.json, the rows of each sample product.
//   node build/seed.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { CANARY, SAMPLES } from './catalogue.mjs';
import { base, rowsOf } from './dump.mjs';
import { folder, loaders, version } from './medusa.mjs';
import { Shop } from './shop.mjs';

const [target] = process.argv.slice(2);
const { container } = await loaders.default({ directory: folder, expressApp: null, skipLoadingEntryPoints: true });
const shop = new Shop(container);
await shop.open();
await shop.offer({ ...CANARY, stocked: false });
writeFileSync(`${target}/seed.sql`, base());
writeFileSync(`${target}/seed.json`, JSON.stringify({ medusa: version }));

const samples = [];
let before = rowsOf();
for (const sample of SAMPLES) {
  await shop.offer({ ...sample, stocked: true });
  const after = rowsOf();
  samples.push({ handle: sample.handle, ...added(before, after) });
  before = after;
}
writeFileSync(`${target}/samples.json`, JSON.stringify(samples));
console.log(`${samples.length} samples, ${samples.map(({ rows }) => rows.length).join(' + ')} rows`);
process.exit(0);

/** The rows that are new, and the ids in them that stand nowhere else. */
function added(earlier, later) {
  const known = new Set(earlier);
  const rows = later.filter((row) => !known.has(row));
  const old = earlier.join('\n');
  const ids = new Set(rows.join('\n').match(/[0-9A-HJKMNP-TV-Z]{26}/g));
  return { rows, ids: [...ids].filter((id) => !old.includes(id)) };
}
