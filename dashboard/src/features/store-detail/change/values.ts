import type { Patch, Store } from '@/api/client';

/** What the form of a change holds. */
export type Values = {
  plan: string;
  title: string;
  adminEmail: string;
  currency: string;
  country: string;
  protected: boolean;
};

export const TEXTS = ['title', 'adminEmail', 'currency', 'country'] as const;
export type TextName = (typeof TEXTS)[number];

export const valuesOf = (store: Store): Values => ({
  plan: store.plan,
  title: store.options.title,
  adminEmail: store.options.adminEmail ?? '',
  currency: store.options.currency,
  country: store.options.country,
  protected: store.protected,
});

/** What differs, as PATCH wants it; null: nothing does. What is left out stays as it is. */
export function patchOf(before: Values, after: Values): Patch | null {
  const texts = TEXTS.filter((name) => after[name].trim() !== before[name]);
  const patch: Patch = {};
  if (after.plan !== before.plan) patch.plan = after.plan;
  if (after.protected !== before.protected) patch.protected = after.protected;
  if (texts.length > 0) patch.options = Object.fromEntries(texts.map((name) => [name, after[name].trim()]));
  return Object.keys(patch).length > 0 ? patch : null;
}
