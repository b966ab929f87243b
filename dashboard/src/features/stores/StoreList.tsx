import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Store } from '@/api/client';
import { useMe } from '@/api/queries/me';
import { useStores } from '@/api/queries/stores';
import { Link } from '@/app/router';
import { buttonStyle } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { inputStyle } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { EmptyState } from './EmptyState';
import { MissingBanner } from './MissingBanner';
import { StoreRow } from './StoreRow';

const SEARCH_FROM = 8;

export const StoreList = () => (
  <>
    <MissingBanner />
    <List />
  </>
);

function List() {
  const { data: stores, error } = useStores();
  const [wanted, setWanted] = useState('');
  if (error && !stores) return <ErrorNotice error={error} />;
  if (!stores) return <p className="text-ink-faint">Loading your stores…</p>;
  if (stores.length === 0) return <EmptyState />;
  const shown = stores.filter((store) => matches(store, wanted));
  return (
    <div className="grid gap-6">
      <header className="flex flex-wrap items-end gap-4">
        <div className="mr-auto">
          <h1 className="text-2xl font-semibold">Stores</h1>
          <Quota held={stores.length} />
        </div>
        {stores.length >= SEARCH_FROM && (
          <input
            type="search"
            aria-label="Search stores"
            placeholder="Search"
            className={`${inputStyle} max-w-56`}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        )}
        <Link href="/new" className={buttonStyle({ look: 'primary' })}>
          <Plus aria-hidden /> Create store
        </Link>
      </header>
      <Card>
        <ul className="divide-y divide-line">
          {shown.map((store) => (
            <StoreRow key={store.uid} store={store} />
          ))}
        </ul>
        {shown.length === 0 && (
          <p className="p-6 text-ink-soft">No store has “{wanted}” in its name, title or owner.</p>
        )}
      </Card>
    </div>
  );
}

const matches = (store: Store, wanted: string) =>
  [store.name, store.options.title, store.owner].some((text) => text.toLowerCase().includes(wanted.toLowerCase()));

function Quota({ held }: { held: number }) {
  const quota = useMe().data?.quota;
  const stores = (count: number) => `${count} ${count === 1 ? 'store' : 'stores'}`;
  if (!quota) return null;
  return (
    <p className="text-sm text-ink-soft tabular">
      {quota.limit === null ? stores(held) : `${held} of ${stores(quota.limit)} used`}
    </p>
  );
}
