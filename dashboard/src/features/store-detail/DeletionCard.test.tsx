import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Failure, Store } from '@/api/client';
import { receiptKey } from '@/api/queries/receipt';
import { DeletionCard } from './DeletionCard';

afterEach(cleanup);

const failure = (code: string): Failure => ({
  code,
  cause: `cause of ${code}`,
  evidence: 'finalizer example.com/hold',
  fix: `fix of ${code}`,
  docs: `docs/diagnosis/${code}.md`,
});
const hangs = {
  type: 'Available',
  status: 'False',
  reason: 'NamespaceTerminating',
  message: '',
  observedGeneration: 1,
  lastTransitionTime: '2026-01-01T00:00:00Z',
} as const;

function show(store: Pick<Store, 'conditions' | 'failure'>, blockers: string[]) {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  cache.setQueryData(receiptKey('u1'), { blockers });
  render(
    <QueryClientProvider client={cache}>
      <DeletionCard store={{ ...store, uid: 'u1' } as Store} />
    </QueryClientProvider>,
  );
  return screen.queryByRole('region', { name: 'What blocks the deletion' });
}

it('is not there while nothing blocks, whatever the store had failed with before', () => {
  expect(show({ conditions: [], failure: failure('crash-loop') }, [])).toBeNull();
});

it('names at once what blocks, without the diagnosis of another failure', () => {
  const card = show({ conditions: [], failure: failure('crash-loop') }, ['finalizer example.com/hold']);
  expect(card?.textContent).toContain('finalizer example.com/hold');
  expect(card?.textContent).not.toContain('crash-loop');
});

it('says what to do once the deletion hangs, and leads to the page about it', () => {
  const card = show({ conditions: [hangs], failure: failure('namespace-stuck') }, ['a', 'b']);
  expect(card?.textContent).toContain('fix of namespace-stuck');
  expect(screen.getAllByRole('listitem').map((line) => line.textContent)).toEqual(['a', 'b']);
  expect(screen.getByRole('link').getAttribute('href')).toBe('/diagnosis/namespace-stuck');
});
