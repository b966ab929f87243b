import { expect, it } from 'vitest';
import type { Phase } from '@/api/client';
import { isOpen } from './stores';

const SOLD = '2026-01-01T00:00:00Z';
const table: [Phase, string | null, boolean][] = [
  ['Ready', SOLD, true],
  ['Degraded', SOLD, true],
  ['Provisioning', SOLD, true],
  ['Queued', SOLD, true],
  ['Provisioning', null, false],
  ['Queued', null, false],
  ['Failed', null, false],
  ['Deleting', SOLD, false],
];

it.each(table)('the shop of a store that is %s and first sold at %s: %s', (phase, readyAt, open) => {
  expect(isOpen({ phase, readyAt })).toBe(open);
});
