import type { DryRun } from '@/api/client';

export const AT_A_FIELD = [
  'name',
  'engine',
  'plan',
  'options.title',
  'options.adminEmail',
  'options.currency',
  'options.country',
];

type Refusal = DryRun['refusals'][number];

/** That a name is taken is said of the order as a whole, and belongs at the name. */
const fieldOf = (refusal: Refusal) => refusal.field ?? (refusal.code.startsWith('name-') ? 'name' : '');

/** What a dry run says against one field. */
export const refusedAt = (plan: DryRun | undefined, path: string) =>
  plan?.refusals.find((refusal) => fieldOf(refusal) === path)?.detail;

/** What it says against the order that has no field here. */
export const refusedElsewhere = (plan: DryRun | undefined) =>
  plan?.refusals.filter((refusal) => !AT_A_FIELD.includes(fieldOf(refusal))) ?? [];
