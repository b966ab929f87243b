import { ExternalLink, ShieldCheck } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Store } from '@/api/client';
import { useStore } from '@/api/queries/stores';
import { Link, navigate } from '@/app/router';
import { buttonStyle } from '@/components/ui/button';
import { Copy } from '@/components/ui/copy';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { PhaseMark } from '@/components/ui/phase';
import { isOpen } from '@/lib/stores';
import { CredentialsCard } from './CredentialsCard';
import { ChangeStore } from './change/ChangeStore';
import { DeleteStore } from './DeleteStore';
import { DeletionCard } from './DeletionCard';
import { Facts } from './Facts';
import { FailureCard } from './FailureCard';
import { History } from './history/History';
import { Logs } from './logs/Logs';
import { StoreObjects } from './objects/StoreObjects';
import { isTab, type Tab, Tabs } from './Tabs';
import { Timeline } from './Timeline';

export function StoreDetail({ name, tab }: { name: string; tab: string }) {
  const { data: store, error } = useStore(name);
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (store) last.current = store.uid;
    else if (store === null && last.current) navigate(`/receipts/${last.current}`, { replace: true });
  }, [store]);
  if (error && !store) return <ErrorNotice error={error} />;
  if (store === undefined) return <p className="text-ink-faint">Loading…</p>;
  if (store === null) return <Missing name={name} />;
  return <Detail store={store} tab={isTab(tab) ? tab : ''} />;
}

const Missing = ({ name }: { name: string }) => (
  <div className="grid justify-items-start gap-4">
    <h1 className="text-2xl font-semibold">No store “{name}”</h1>
    <p className="text-ink-soft">It does not exist, or it is not yours.</p>
    <Link href="/" className={buttonStyle()}>
      All stores
    </Link>
  </div>
);

function Detail({ store, tab }: { store: Store; tab: Tab }) {
  const going = store.phase === 'Deleting';
  return (
    <div className="grid grid-cols-1 gap-8 *:min-w-0">
      <Head store={store} />
      {store.intent?.kind === 'change' && (
        <Notice>A change is accepted and waits until a worker carries it out.</Notice>
      )}
      {going && <DeletionCard store={store} />}
      {store.failure && !going && <FailureCard store={store} failure={store.failure} />}
      <Tabs name={store.name} tab={tab} />
      {tab === '' && <Status store={store} />}
      {tab === 'history' && <History name={store.name} />}
      {tab === 'logs' && <Logs store={store} />}
      {tab === 'objects' && <StoreObjects store={store} />}
    </div>
  );
}

const Head = ({ store }: { store: Store }) => (
  <header className="grid gap-4">
    <Link href="/" className="justify-self-start text-sm text-ink-faint hover:text-ink">
      ← All stores
    </Link>
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="text-3xl font-semibold break-all">{store.name}</h1>
      <p aria-live="polite">
        <PhaseMark phase={store.phase} />
      </p>
      {store.protected && (
        <span className="inline-flex items-center gap-1.5 text-sm text-ink-soft">
          <ShieldCheck aria-hidden className="size-4" /> Protected
        </span>
      )}
    </div>
    <div className="flex flex-wrap items-center gap-2">
      {isOpen(store) && (
        <>
          <a href={store.url} target="_blank" rel="noreferrer" className={buttonStyle({ look: 'primary' })}>
            Open shop <ExternalLink aria-hidden className="max-sm:hidden" />
          </a>
          <a href={store.adminUrl} target="_blank" rel="noreferrer" className={buttonStyle()}>
            Open admin <ExternalLink aria-hidden className="max-sm:hidden" />
          </a>
        </>
      )}
      {store.phase !== 'Deleting' && <ChangeStore name={store.name} />}
      <span className="flex min-w-0 items-center font-mono text-sm text-ink-soft">
        <span className="truncate">{store.url}</span>
        {store.url && <Copy text={store.url} label="Copy the shop’s address" />}
      </span>
    </div>
  </header>
);

const Status = ({ store }: { store: Store }) => (
  <>
    <div className="grid items-start gap-6 md:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
      <Timeline store={store} />
      <div className="grid min-w-0 gap-6 *:min-w-0">
        {isOpen(store) && <CredentialsCard name={store.name} />}
        <Facts store={store} />
      </div>
    </div>
    {store.phase !== 'Deleting' && <DeleteStore store={store} />}
  </>
);
