// What the setup does, in one transaction: fill an empty database, or set what a change named.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAdmin, moveAdmin } from './admin.mjs';
import { inTransaction } from './database.mjs';
import { setCountry, setCurrency, setKey, setTitle } from './options.mjs';
import { addSamples } from './samples.mjs';

// What the setup leaves in the database: the Medusa that it was made for, its administrator, the latest change.
const STATE = `create table storeyard_setup (
  medusa text not null, admin text not null, generation integer not null, done_at timestamptz not null default now())`;

/** Says in a sentence what it did; `folder` is the image's, with dump and samples. */
export async function setUp(database, settings, folder) {
  const done = await inTransaction(database, async () => {
    const state = await stateOf(database);
    return state ? change(database, settings, folder, state) : fill(database, settings, folder);
  });
  // The planner knows nothing of tables that were just filled.
  if (done.filled) await database.rows('analyze');
  return done.message;
}

async function stateOf(database) {
  const { there } = await database.row("select to_regclass('public.storeyard_setup') is not null as there");
  return there ? database.row('select * from public.storeyard_setup') : null;
}

async function fill(database, settings, folder) {
  await database.script(await readFile(join(folder, 'seed.sql'), 'utf8'));
  await database.rows('set search_path to public');
  await setKey(database, settings.key);
  await setTitle(database, settings.title);
  await setCurrency(database, settings.currency, { scaled: true });
  await setCountry(database, settings.country);
  if (settings.samples) await addSamples(database, settings.currency, folder);
  const admin = await createAdmin(database, settings);
  await database.rows(STATE);
  const { medusa } = JSON.parse(await readFile(join(folder, 'seed.json'), 'utf8'));
  const values = [medusa, admin, settings.generation];
  await database.rows('insert into storeyard_setup (medusa, admin, generation) values ($1, $2, $3)', values);
  return { filled: true, message: 'The shop is set up.' };
}

async function change(database, settings, folder, state) {
  const { asked, generation } = settings;
  if (!asked.length) return { message: 'The shop is set up already; nobody asked for a change.' };
  if (state.generation >= generation)
    return { message: `This change or a later one was carried out already (generation ${state.generation}).` };
  const steps = {
    title: () => setTitle(database, settings.title),
    currency: () => setCurrency(database, settings.currency),
    country: () => setCountry(database, settings.country),
    adminEmail: () => moveAdmin(database, settings, state.admin),
    sampleData: () => settings.samples && addSamples(database, settings.currency, folder),
  };
  for (const name of asked) await steps[name]();
  await database.rows('update storeyard_setup set generation = $1', [generation]);
  return { message: `Set again: ${asked.join(', ')}.` };
}
