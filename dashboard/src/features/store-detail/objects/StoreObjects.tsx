import { RefreshCw } from 'lucide-react';
import type { Store } from '@/api/client';
import { useManifests } from '@/api/queries/manifests';
import { Objects } from '@/components/objects';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorNotice } from '@/components/ui/notice';

/** Everything that the store is made of, as it is in the cluster now; values of Secrets are masked by the worker. */
export function StoreObjects({ store }: { store: Store }) {
  const { data, error, isFetching, refetch } = useManifests(store);
  return (
    <Card className="grid grid-cols-1 gap-5 p-6 *:min-w-0">
      <header className="flex items-center justify-between gap-4">
        <h2 className="font-semibold">Objects in the cluster</h2>
        <Button size="sm" disabled={isFetching} onClick={() => void refetch()}>
          <RefreshCw aria-hidden /> {isFetching ? 'Asking…' : 'Ask again'}
        </Button>
      </header>
      {error && <ErrorNotice error={error} />}
      {data?.note && <p className="text-[0.8125rem] break-words text-ink-soft">{data.note}</p>}
      {!data && !error && <p className="text-ink-faint">Asking a worker…</p>}
      {data && <Objects items={data.items} />}
    </Card>
  );
}
