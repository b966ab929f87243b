// The shop's first administrator: made once, its password never set again.
import { randomBytes } from 'node:crypto';
import { hashed } from './password.mjs';

/** Makes the administrator and returns the id. */
export async function createAdmin(database, { email, password }) {
  const tail = randomBytes(13).toString('hex').toUpperCase();
  const user = `user_${tail}`;
  const identity = `authid_${tail}`;
  await database.rows(`insert into "user" (id, email) values ($1, $2)`, [user, email]);
  await database.rows('insert into auth_identity (id, app_metadata) values ($1, $2)', [identity, { user_id: user }]);
  await database.rows(
    `insert into provider_identity (id, entity_id, provider, auth_identity_id, provider_metadata)
     values ($1, $2, 'emailpass', $3, $4)`,
    [tail, email, identity, { password: hashed(password) }],
  );
  return user;
}

/**
 * Another mail address for that administrator, who keeps the password. One whom the merchant deleted is made anew, since
 * somebody asked; an address that another user has is left to them.
 */
export async function moveAdmin(database, settings, admin) {
  const { email } = settings;
  const taken = await database.row(`select id from "user" where email = $1 and deleted_at is null`, [email]);
  if (taken) return;
  const [moved] = await database.rows(
    `update "user" set email = $1, updated_at = now() where id = $2 and deleted_at is null returning id`,
    [email, admin],
  );
  if (!moved) {
    await database.rows('update storeyard_setup set admin = $1', [await createAdmin(database, settings)]);
    return;
  }
  await database.rows(
    `update provider_identity p set entity_id = $1 from auth_identity a
     where a.id = p.auth_identity_id and p.provider = 'emailpass' and a.app_metadata->>'user_id' = $2`,
    [email, admin],
  );
}
