import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Check, Me } from '@/api/client';
import { meKey } from '@/api/queries/me';
import { overviewKey } from '@/api/queries/overview';
import { MissingBanner } from './MissingBanner';

/** An api that never answers; the client takes its fetch when it is imported. */
const { asked } = vi.hoisted(() => {
  const asked: string[] = [];
  globalThis.fetch = (input) => {
    asked.push((input as Request).url);
    return new Promise(() => undefined);
  };
  return { asked };
});

afterEach(() => {
  cleanup();
  asked.length = 0;
});

const check = (name: string, ok: boolean): Check => ({
  process: 'worker-1',
  name,
  ok,
  message: `m ${name}`,
  fix: `f ${name}`,
});

function show(role: Me['role'], checks: Check[]) {
  const cache = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  cache.setQueryData(meKey, { role });
  cache.setQueryData(overviewKey, { checks });
  render(
    <QueryClientProvider client={cache}>
      <MissingBanner />
    </QueryClientProvider>,
  );
  return screen.queryByRole('region', { name: 'What is missing' })?.textContent;
}

it('tells an administrator what is missing, with its fix and the way to the overview', () => {
  const text = show('admin', [check('rights', false), check('master-key', true)]);
  expect(text).toContain('m rights');
  expect(text).toContain('f rights');
  expect(text).not.toContain('master-key');
  expect(screen.getByRole('link').getAttribute('href')).toBe('/overview');
});

it('shows two of many and how many there are', () => {
  const text = show(
    'admin',
    ['a', 'b', 'c'].map((name) => check(name, false)),
  );
  expect(text).not.toContain('m c');
  expect(text).toContain('All 3');
});

it('is not there when nothing is missing', () => {
  expect(show('admin', [check('rights', true)])).toBeUndefined();
});

it('does not even ask for an owner', () => {
  expect(show('owner', [])).toBeUndefined();
  expect(asked).toEqual([]);
});
