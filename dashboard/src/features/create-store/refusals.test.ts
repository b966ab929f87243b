import { expect, it } from 'vitest';
import type { DryRun } from '@/api/client';
import { refusedAt, refusedElsewhere } from './refusals';

const refusal = (code: string, field: string | null) => ({ code, field, title: 'No', detail: `because of ${code}` });
const plan: DryRun = {
  store: null,
  manifests: [],
  needs: null,
  refusals: [
    refusal('invalid-request', 'options.currency'),
    refusal('name-taken', null),
    refusal('quota-reached', null),
    refusal('unknown-field', 'colour'),
  ],
};

it('puts a refusal at its field, and that a name is taken at the name', () => {
  expect(refusedAt(plan, 'options.currency')).toBe('because of invalid-request');
  expect(refusedAt(plan, 'name')).toBe('because of name-taken');
  expect(refusedAt(plan, 'plan')).toBeUndefined();
});

it('keeps what has no field here for the order as a whole', () => {
  expect(refusedElsewhere(plan).map((one) => one.code)).toEqual(['quota-reached', 'unknown-field']);
});

it('says nothing before there is a dry run', () => {
  expect([refusedAt(undefined, 'name'), refusedElsewhere(undefined)]).toEqual([undefined, []]);
});
