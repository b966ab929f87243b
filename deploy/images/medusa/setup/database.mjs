// The database's driver with the little that the setup needs of it.
import pg from 'pg';

const CONNECT_LIMIT = 5000;

/** A connection without the limits of time that the address carries for shoppers: loading the dump takes its time. */
export async function connect(address) {
  const url = new URL(address);
  url.search = '';
  const client = new pg.Client({ connectionString: url.href, ssl: false, connectionTimeoutMillis: CONNECT_LIMIT });
  await client.connect();
  const rows = async (sql, values) => (await client.query(sql, values)).rows;
  return {
    rows,
    row: async (sql, values) => (await rows(sql, values))[0],
    script: (sql) => client.query(sql),
    close: () => client.end(),
  };
}

/** Everything or nothing; a second setup waits here until the first is done. */
export async function inTransaction(database, work) {
  await database.rows('begin');
  try {
    await database.rows('select pg_advisory_xact_lock(7231)');
    const result = await work();
    await database.rows('commit');
    return result;
  } catch (error) {
    await database.rows('rollback');
    throw error;
  }
}
