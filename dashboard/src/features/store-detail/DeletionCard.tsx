import type { Store } from '@/api/client';
import { useReceipt } from '@/api/queries/receipt';
import { DocsLink } from '@/components/docs-link';
import { cn } from '@/lib/cn';

/** Reason of the condition that says that a deletion hangs. */
const HANGS = 'NamespaceTerminating';

/** What holds up a deletion, as Kubernetes says it; after a while with its diagnosis and what to do. */
export function DeletionCard({ store }: { store: Store }) {
  const blockers = useReceipt(store.uid).data?.blockers ?? [];
  const hangs = store.conditions.some((one) => one.reason === HANGS);
  const failure = hangs ? store.failure : null;
  if (blockers.length === 0 && !failure) return null;
  const lines = blockers.length > 0 ? blockers : [failure?.evidence];
  return (
    <section
      aria-label="What blocks the deletion"
      className={cn('grid gap-3 rounded-card p-6', failure ? 'bg-bad-wash' : 'bg-warn-wash')}
    >
      <h2 className={cn('font-semibold', failure ? 'text-bad-ink' : 'text-warn-ink')}>
        {failure?.cause ?? 'Kubernetes is not done with it yet'}
      </h2>
      <ul className="grid gap-1.5 rounded-lg bg-surface p-3 font-mono text-[0.8125rem]">
        {lines.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
      <p>{failure?.fix ?? 'Most of this ends by itself. If it stays, this page will say what to do.'}</p>
      {failure && <DocsLink docs={failure.docs} code={failure.code} />}
    </section>
  );
}
