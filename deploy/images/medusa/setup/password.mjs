import { createHash, createHmac, randomBytes, scryptSync } from 'node:crypto';

const COST = 15;

/**
 * A password as Medusa's e-mail sign-in stores it: the container of the scrypt file format (a header of 48 bytes, its
 * checksum, its HMAC) with Medusa's own cost.
 */
export function hashed(password, salt = randomBytes(32)) {
  const head = Buffer.concat([Buffer.from('scrypt\0'), Buffer.from([COST, 0, 0, 0, 8, 0, 0, 0, 1]), salt]);
  const key = scryptSync(password, salt, 64, { N: 1 << COST, r: 8, p: 1, maxmem: 1 << 26 });
  const checksum = createHash('sha256').update(head).digest().subarray(0, 16);
  const signed = Buffer.concat([head, checksum]);
  return Buffer.concat([signed, createHmac('sha256', key.subarray(32)).update(signed).digest()]).toString('base64');
}
