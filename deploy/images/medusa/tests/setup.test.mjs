import assert from 'node:assert/strict';
import { createHash, createHmac, scryptSync } from 'node:crypto';
import { test } from 'node:test';
import { digits } from '../setup/options.mjs';
import { hashed } from '../setup/password.mjs';
import { renewed } from '../setup/samples.mjs';
import { settingsFrom } from '../setup/settings.mjs';

const ENVIRONMENT = {
  DATABASE_URL: 'postgres://shop:secret@database:5432/shop',
  PUBLISHABLE_KEY: `pk_${'a'.repeat(64)}`,
  SHOP_NAME: "Ann's bakery",
  SHOP_CURRENCY: 'chf',
  SHOP_COUNTRY: 'ch',
  SHOP_SAMPLE_DATA: '0',
  ADMIN_EMAIL: 'Ann@shop.example',
  ADMIN_PASSWORD: 'secret',
};

test('the environment becomes settings, and nobody asked for a change', () => {
  const settings = settingsFrom(ENVIRONMENT);
  assert.deepEqual(
    [settings.samples, settings.email, settings.asked, settings.generation],
    [false, 'ann@shop.example', [], 0],
  );
});

test('a change names its options and its generation', () => {
  const settings = settingsFrom({ ...ENVIRONMENT, STOREYARD_ASKED: 'currency,title', STOREYARD_GENERATION: '3' });
  assert.deepEqual([settings.asked, settings.generation], [['currency', 'title'], 3]);
});

test('what is missing or malformed is named, never with its value', () => {
  for (const name of Object.keys(ENVIRONMENT)) {
    assert.throws(() => settingsFrom({ ...ENVIRONMENT, [name]: '' }), { message: `${name} is not set` });
  }
  assert.throws(() => settingsFrom({ ...ENVIRONMENT, PUBLISHABLE_KEY: 'pk_short' }), {
    message: 'PUBLISHABLE_KEY is malformed',
  });
});

test('an option that this image does not know is refused before anything is done', () => {
  assert.throws(() => settingsFrom({ ...ENVIRONMENT, STOREYARD_ASKED: 'title,theme' }), /names theme/);
});

test('a password is stored as the scrypt container that Medusa reads', () => {
  const stored = Buffer.from(hashed('secret'), 'base64');
  const key = scryptSync('secret', stored.subarray(16, 48), 64, { N: 32768, r: 8, p: 1, maxmem: 1 << 26 });
  assert.equal(stored.length, 96);
  assert.deepEqual(
    stored.subarray(48, 64),
    createHash('sha256').update(stored.subarray(0, 48)).digest().subarray(0, 16),
  );
  assert.deepEqual(stored.subarray(64), createHmac('sha256', key.subarray(32)).update(stored.subarray(0, 64)).digest());
});

test('a renewed id is another one of the same moment', () => {
  const id = '01KB4D6V8Q0123456789ABCDEF';
  assert.match(renewed(id), /^01KB4D6V8Q[0-9A-HJKMNP-TV-Z]{16}$/);
  assert.notEqual(renewed(id), renewed(id));
});

test('currencies have the minor digits of the standard', () => {
  assert.deepEqual(['eur', 'jpy', 'kwd'].map(digits), [2, 0, 3]);
});
