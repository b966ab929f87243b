import { describe, expect, it } from 'vitest';
import { nameFault } from './names';

describe('a name', () => {
  it.each(['abc', 'my-shop', '123', 'x'.repeat(57)])('%s is fine', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it.each([
    ['ab', 'At least 3'],
    ['x'.repeat(58), 'At most 57'],
    ['Shop', 'lower-case'],
    ['schön', 'lower-case'],
    ['-shop', 'Begin and end'],
    ['shop-', 'Begin and end'],
    ['my--shop', 'two hyphens'],
  ])('%s is told why not', (name, says) => {
    expect(nameFault(name)).toContain(says);
  });
});
