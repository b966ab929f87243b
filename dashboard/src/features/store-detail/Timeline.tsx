import { Check, Circle, Loader, X } from 'lucide-react';
import type { Step, Store } from '@/api/client';
import { Card } from '@/components/ui/card';
import { cn } from '@/lib/cn';
import { lasting, useNow } from '@/lib/time';

const TITLE: Partial<Record<Store['phase'], string>> = {
  Ready: 'How it came up',
  Degraded: 'How it came up',
  Deleting: 'Being removed',
};

export function Timeline({ store }: { store: Store }) {
  const settled = store.phase === 'Ready' || store.phase === 'Degraded' || store.phase === 'Failed';
  const began = startOf(store);
  return (
    <Card aria-label="Timeline" className="p-6">
      <header className="mb-5 flex items-baseline justify-between gap-4">
        <h2 className="font-semibold">{TITLE[store.phase] ?? 'What is happening'}</h2>
        {began && <Elapsed from={began} until={settled ? (store.readyAt ?? lastOf(store)) : null} />}
      </header>
      <ol className="grid gap-4">
        {store.timeline.map((step) => (
          <StepLine key={step.id} step={step} />
        ))}
      </ol>
    </Card>
  );
}

/** When this attempt began, or the deletion was asked for; a change of today is not timed from the order of last year. */
const startOf = (store: Store) =>
  store.phase === 'Deleting'
    ? store.timeline.at(0)?.startedAt
    : (store.timeline.find((step) => step.id === 'namespace')?.finishedAt ?? store.createdAt);

const lastOf = (store: Store) =>
  store.conditions
    .map((one) => one.lastTransitionTime)
    .sort()
    .at(-1) ?? null;

function Elapsed({ from, until }: { from: string; until: string | null }) {
  const now = useNow();
  const end = until ? Date.parse(until) : now;
  return <span className="text-sm text-ink-faint tabular">{lasting((end - Date.parse(from)) / 1000)}</span>;
}

const LOOK: Record<Step['state'], { icon: typeof Check; mark: string; word: string }> = {
  done: { icon: Check, mark: 'bg-good text-surface', word: 'done' },
  running: { icon: Loader, mark: 'bg-accent-wash text-accent', word: 'under way' },
  failed: { icon: X, mark: 'bg-bad text-surface', word: 'failed' },
  pending: { icon: Circle, mark: 'text-ink-faint', word: 'to come' },
};

function StepLine({ step }: { step: Step }) {
  const look = LOOK[step.state];
  const Icon = look.icon;
  return (
    <li className="grid grid-cols-[1.5rem_1fr_auto] items-start gap-3">
      <span className={cn('mt-px grid size-5.5 place-items-center rounded-full', look.mark)}>
        <Icon aria-hidden className={cn('size-3.5', step.state === 'running' && 'animate-spin')} />
        <span className="sr-only">{look.word}:</span>
      </span>
      <span className="min-w-0">
        <span className={cn('block text-sm', step.state === 'pending' ? 'text-ink-faint' : 'font-medium')}>
          {step.title}
        </span>
        {step.message && <span className="block text-[0.8125rem] break-words text-ink-soft">{step.message}</span>}
      </span>
      {step.finishedAt && (
        <time dateTime={step.finishedAt} className="text-[0.8125rem] text-ink-faint tabular">
          {new Date(step.finishedAt).toLocaleTimeString()}
        </time>
      )}
    </li>
  );
}
