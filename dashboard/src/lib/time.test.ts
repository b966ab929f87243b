import { expect, it } from 'vitest';
import { ago, lasting, precise } from './time';

const NOW = Date.parse('2026-01-01T12:00:00Z');

it.each([
  ['2026-01-01T11:59:58Z', 'just now'],
  ['2026-01-01T11:59:30Z', '30 sec. ago'],
  ['2026-01-01T11:58:00Z', '2 min. ago'],
  ['2026-01-01T09:00:00Z', '3 hr. ago'],
  ['2025-12-30T12:00:00Z', '2 days ago'],
  ['2026-01-01T12:00:09Z', 'just now'],
])('%s was %s', (iso, words) => {
  expect(ago(iso, NOW)).toBe(words);
});

it('names a duration in seconds and minutes', () => {
  expect([lasting(4.4), lasting(80)]).toEqual(['4 s', '1 min 20 s']);
});

it('names a measured duration with two digits where it is short', () => {
  expect([precise(0.8412), precise(3), precise(80), precise(null)]).toEqual(['0.84 s', '3 s', '1 min 20 s', '–']);
});
