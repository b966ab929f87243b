import { expect, it } from 'vitest';
import { patchOf, type Values } from './values';

const BEFORE: Values = {
  plan: 'small',
  title: 'Tea',
  adminEmail: '',
  currency: 'EUR',
  country: 'DE',
  protected: false,
};

it('asks for nothing where nothing differs, white space aside', () => {
  expect(patchOf(BEFORE, { ...BEFORE, title: ' Tea ' })).toBeNull();
});

it('names only what differs', () => {
  expect(patchOf(BEFORE, { ...BEFORE, plan: 'large', currency: 'USD' })).toEqual({
    plan: 'large',
    options: { currency: 'USD' },
  });
});

it('takes protection off by saying so', () => {
  expect(patchOf({ ...BEFORE, protected: true }, BEFORE)).toEqual({ protected: false });
});
