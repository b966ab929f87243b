// What the platform tells the setup, read in one place.

const OPTIONS = ['title', 'currency', 'country', 'adminEmail', 'sampleData'];

/** The environment as values; whatever is missing or malformed is named before anything is done. */
export function settingsFrom(env) {
  return {
    database: matching(env, 'DATABASE_URL', /^postgres(ql)?:\/\//),
    key: matching(env, 'PUBLISHABLE_KEY', /^pk_[0-9a-f]{64}$/),
    title: matching(env, 'SHOP_NAME', /\S/),
    currency: matching(env, 'SHOP_CURRENCY', /^[a-z]{3}$/),
    country: matching(env, 'SHOP_COUNTRY', /^[a-z]{2}$/),
    samples: matching(env, 'SHOP_SAMPLE_DATA', /^[01]$/) === '1',
    email: matching(env, 'ADMIN_EMAIL', /^\S+@\S+$/).toLowerCase(),
    password: matching(env, 'ADMIN_PASSWORD', /\S/),
    asked: askedIn(env.STOREYARD_ASKED ?? ''),
    generation: Number(env.STOREYARD_GENERATION ?? 0),
  };
}

function matching(env, name, pattern) {
  if (pattern.test(env[name] ?? '')) return env[name];
  throw new Error(`${name} is ${env[name] ? 'malformed' : 'not set'}`);
}

function askedIn(list) {
  const names = list.split(',').filter(Boolean);
  const unknown = names.filter((name) => !OPTIONS.includes(name));
  if (unknown.length) throw new Error(`STOREYARD_ASKED names ${unknown.join(', ')}, which this image cannot set`);
  return names;
}
