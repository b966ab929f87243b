// The scratch database as SQL that the driver can send: INSERTs, since COPY needs psql; no owner and no rights, since the
// shop's role has another name; none of the finished workflows.
import { execFileSync } from 'node:child_process';

const SAME = ['--no-owner', '--no-privileges', '--inserts', '--exclude-table-data=workflow_execution'];
const FOR_PSQL = /^(\\.*|SET transaction_timeout .*)\n/gm;

const dump = (...options) => {
  const [address] = process.env.DATABASE_URL.split('?');
  const talk = { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] };
  const text = execFileSync('pg_dump', [...SAME, ...options, address], talk);
  // What only psql understands, and what older servers do not know.
  return text.replace(FOR_PSQL, '');
};

/** Schema and rows, many rows a statement. */
export const base = () => dump('--rows-per-insert=200');

/**
 * Each row as a statement that names its columns. Only a dump of rows alone has them in the order of their foreign keys; it
 * warns of tables that refer to themselves, none of which holds a sample.
 */
export const rowsOf = () =>
  dump('--data-only', '--column-inserts')
    .split('\n')
    .filter((line) => line.startsWith('INSERT INTO '));
