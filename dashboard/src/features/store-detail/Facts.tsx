import type { ReactNode } from 'react';
import type { Store } from '@/api/client';
import { Card } from '@/components/ui/card';
import { When } from '@/components/ui/when';
import { engineTitle } from '@/lib/engines';

export const Facts = ({ store }: { store: Store }) => (
  <Card className="p-6">
    <h2 className="mb-4 font-semibold">About this store</h2>
    <dl className="grid gap-3 text-sm">
      <Fact name="Title">{store.options.title}</Fact>
      <Fact name="Engine">
        {engineTitle(store.engine)} {store.release.version}
      </Fact>
      <Fact name="Plan">{store.plan}</Fact>
      <Fact name="Owner">{store.owner}</Fact>
      <Fact name="Ordered">
        <When at={store.createdAt} />
      </Fact>
      <Fact name="Last purchase tried">
        <When at={store.verifiedAt} />
      </Fact>
    </dl>
  </Card>
);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex justify-between gap-4">
    <dt className="text-ink-faint">{name}</dt>
    <dd className="min-w-0 truncate text-right">{children}</dd>
  </div>
);
