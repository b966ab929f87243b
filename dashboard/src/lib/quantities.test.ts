import { expect, it } from 'vitest';
import { bytes, cores } from './quantities';

it.each([
  ['640Mi', '640 MiB'],
  ['2112Mi', '2.1 GiB'],
  ['4Gi', '4 GiB'],
  ['1048576', '1 MiB'],
  ['5G', '5G'],
])('%s bytes are %s', (quantity, words) => {
  expect(bytes(quantity)).toBe(words);
});

it.each([
  ['900m', '0.9 cores'],
  ['1', '1 core'],
  ['3600m', '3.6 cores'],
  ['x', 'x'],
])('%s of CPU is %s', (quantity, words) => {
  expect(cores(quantity)).toBe(words);
});
