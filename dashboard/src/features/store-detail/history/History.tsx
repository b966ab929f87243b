import { CircleAlert, CircleCheck, CircleDot, PencilLine, RotateCcw, Wrench } from 'lucide-react';
import type { HistoryEntry } from '@/api/client';
import { useHistory } from '@/api/queries/history';
import { Card } from '@/components/ui/card';
import { ErrorNotice } from '@/components/ui/notice';
import { When } from '@/components/ui/when';

const LOOK: Record<string, { icon: typeof CircleDot; colour: string; title?: string }> = {
  Accepted: { icon: CircleDot, colour: 'text-ink-faint', title: 'Order accepted' },
  Applied: { icon: CircleDot, colour: 'text-ink-faint', title: 'Applied to Kubernetes' },
  Ready: { icon: CircleCheck, colour: 'text-good-ink' },
  Changed: { icon: PencilLine, colour: 'text-accent' },
  Retried: { icon: RotateCcw, colour: 'text-accent' },
  Repaired: { icon: Wrench, colour: 'text-warn-ink' },
  Degraded: { icon: CircleAlert, colour: 'text-warn-ink' },
  Failed: { icon: CircleAlert, colour: 'text-bad-ink' },
};
const OTHER: (typeof LOOK)[string] = { icon: CircleDot, colour: 'text-ink-faint' };

/** What happened, newest first; the namespace itself keeps it. */
export function History({ name }: { name: string }) {
  const { data: entries, error } = useHistory(name);
  if (error && !entries) return <ErrorNotice error={error} />;
  return (
    <Card className="p-6">
      <header className="mb-5 grid gap-1">
        <h2 className="font-semibold">History</h2>
        <p className="text-[0.8125rem] text-ink-faint">
          Newest first. The store’s namespace keeps the last 32 entries, repairs included.
        </p>
      </header>
      {!entries && <p className="text-ink-faint">Loading…</p>}
      {entries?.length === 0 && <p className="text-sm text-ink-soft">Nothing has happened to this store yet.</p>}
      <ol className="grid gap-4">
        {entries?.map((entry) => (
          <Entry key={`${entry.at}-${entry.what}-${entry.detail}`} entry={entry} />
        ))}
      </ol>
    </Card>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const look = LOOK[entry.what] ?? OTHER;
  const Icon = look.icon;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-start gap-x-3">
      <Icon aria-hidden className={`mt-0.5 size-4 ${look.colour}`} />
      <div className="min-w-0">
        <p className="text-sm font-medium">{look.title ?? entry.what}</p>
        {entry.detail && <p className="text-[0.8125rem] break-words text-ink-soft">{entry.detail}</p>}
      </div>
      <span className="text-[0.8125rem] text-ink-faint">
        <When at={entry.at} />
      </span>
    </li>
  );
}
