import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, type Failure, type Store, unwrap } from '@/api/client';
import { putStore } from '@/api/queries/stores';
import { DocsLink } from '@/components/docs-link';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';

/** Cause, evidence, what to do, and the button to try again. */
export function FailureCard({ store, failure }: { store: Store; failure: Failure }) {
  const cache = useQueryClient();
  const retry = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/stores/{name}/retry', { params: { path: { name: store.name } } })),
    onSuccess: (fresh) => putStore(cache, fresh),
  });
  const retryable = store.phase === 'Failed' || store.phase === 'Degraded';
  return (
    <section aria-label="Failure" className="grid gap-3 rounded-card bg-bad-wash p-6">
      <h2 className="font-semibold text-bad-ink">{failure.cause}</h2>
      <p>{failure.fix}</p>
      {failure.evidence && (
        <pre className="overflow-x-auto rounded-lg bg-surface p-3 font-mono text-[0.8125rem] whitespace-pre-wrap">
          {failure.evidence}
        </pre>
      )}
      {retry.error && <ErrorNotice error={retry.error} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        {retryable && (
          <Button look="primary" disabled={retry.isPending} onClick={() => retry.mutate()}>
            {retry.isPending ? 'Asking…' : 'Retry'}
          </Button>
        )}
        <DocsLink docs={failure.docs} code={failure.code} />
      </div>
    </section>
  );
}
