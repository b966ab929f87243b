import { useState } from 'react';
import type { Store } from '@/api/client';
import { useManifests } from '@/api/queries/manifests';
import { useMe } from '@/api/queries/me';
import { Card } from '@/components/ui/card';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { componentsOf } from '@/lib/manifests';
import { ComponentChoice } from './ComponentChoice';
import { Lines } from './Lines';

/** What the pods of one component write. Which components there are is read from the store's objects. */
export function Logs({ store }: { store: Store }) {
  const simulated = useMe().data?.simulated;
  const { data: objects, error } = useManifests(store);
  const [wanted, setWanted] = useState('');
  if (error && !objects) return <ErrorNotice error={error} />;
  if (!objects) return <p className="text-ink-faint">Looking for the parts of the shop…</p>;
  const found = componentsOf(objects.items);
  // A setup that is done leaves the objects; who reads its log may go on reading.
  const components = wanted && !found.includes(wanted) ? [...found, wanted] : found;
  const chosen = wanted || components[0];
  return (
    <Card className="grid grid-cols-1 gap-4 p-6 *:min-w-0">
      <h2 className="font-semibold">Logs</h2>
      {simulated && (
        <Notice look="warn">
          These logs are simulated: no container runs on this machine, the simulator makes them up.
        </Notice>
      )}
      {chosen ? (
        <>
          <ComponentChoice components={components} chosen={chosen} onChoose={setWanted} />
          <Lines key={chosen} name={store.name} component={chosen} />
        </>
      ) : (
        <p className="text-sm text-ink-soft">{objects.note || 'Nothing of this store runs pods.'}</p>
      )}
    </Card>
  );
}
