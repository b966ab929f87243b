// The options of a shop in Medusa's tables. Each may be set again on a shop that its merchant has changed meanwhile.

/** The platform chooses the key, which no API of Medusa's can set; it is stored in clear. */
export async function setKey(database, key) {
  const shown = `${key.slice(0, 6)}***${key.slice(-3)}`;
  await database.rows("update api_key set token = $1, redacted = $2 where type = 'publishable'", [key, shown]);
}

export async function setTitle(database, title) {
  await database.rows('update store set name = $1', [title]);
}

/**
 * Another currency for the shop; amounts stay as they are. `scaled`: those of the dump are multiplied where a currency has
 * no small coins, since nothing is sold for 4.90 yen.
 */
export async function setCurrency(database, currency, { scaled = false } = {}) {
  const { currency_code: old } = await database.row('select currency_code from store_currency where is_default');
  await knowCurrency(database, currency);
  if (old === currency) return;
  await database.rows('update region set currency_code = $1 where currency_code = $2', [currency, old]);
  await replaceDefault(database, currency, old);
  await database.rows(
    `update price p set currency_code = $1 where currency_code = $2 and not exists (select 1 from price q
     where q.price_set_id = p.price_set_id and q.currency_code = $1 and q.deleted_at is null)`,
    [currency, old],
  );
  if (scaled) await scalePrices(database, currency);
}

/** The setup's region sells there instead; a country that a merchant gave to a region of his own is left with it. */
export async function setCountry(database, country) {
  const { country: old } = await database.row(
    'select country_code as country from stock_location_address order by created_at limit 1',
  );
  if (old === country) return;
  const known = await database.row('select region_id from region_country where iso_2 = $1', [country]);
  if (!known) throw new Error(`Medusa knows no country “${country}”`);
  if (!known.region_id) await moveRegion(database, country, old);
  for (const table of ['tax_region', 'geo_zone'])
    await database.rows(
      `update ${table} set country_code = $1 where country_code = $2 and not exists
       (select 1 from ${table} where country_code = $1 and deleted_at is null)`,
      [country, old],
    );
  await database.rows('update stock_location_address set country_code = $1 where country_code = $2', [country, old]);
}

/** Minor digits of a currency, as the standard has them. */
export function digits(currency) {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
}

/** Multiplies the given rows of prices; `raw_amount` is what Medusa computes with. */
export async function scalePrices(database, currency, ids = null) {
  if (digits(currency) > 0) return;
  await database.rows(
    `update price set amount = amount * 100, raw_amount = raw_amount || jsonb_build_object('value', (amount * 100)::text)
     where $1::text[] is null or id = any($1)`,
    [ids],
  );
}

/** Medusa brings 120 currencies; the standard has some more. */
async function knowCurrency(database, currency) {
  await database.rows(
    `insert into currency (code, symbol, symbol_native, name, decimal_digits, rounding, raw_rounding)
     values ($1, upper($1), upper($1), upper($1), $2, 0, '{"value": "0", "precision": 20}') on conflict do nothing`,
    [currency, digits(currency)],
  );
}

async function replaceDefault(database, currency, old) {
  const { there } = await database.row(
    'select exists(select 1 from store_currency where currency_code = $1 and deleted_at is null) as there',
    [currency],
  );
  const [change, values] = there
    ? ['is_default = (currency_code = $1)', [currency]]
    : ['currency_code = $1 where currency_code = $2', [currency, old]];
  await database.rows(`update store_currency set ${change}`, values);
  await database.rows(
    `update price_preference set value = $1 where attribute = 'currency_code' and value = $2 and not exists
     (select 1 from price_preference where attribute = 'currency_code' and value = $1 and deleted_at is null)`,
    [currency, old],
  );
}

async function moveRegion(database, country, old) {
  const region = await database.row('select region_id from region_country where iso_2 = $1', [old]);
  const { id } = region?.region_id
    ? { id: region.region_id }
    : await database.row('select id from region where deleted_at is null order by created_at limit 1');
  await database.rows('update region_country set region_id = null where iso_2 = $1 and region_id = $2', [old, id]);
  await database.rows('update region_country set region_id = $1 where iso_2 = $2', [id, country]);
}
