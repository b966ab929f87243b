import { ExternalLink } from 'lucide-react';
import type { Store } from '@/api/client';
import { useMe } from '@/api/queries/me';
import { Link } from '@/app/router';
import { Copy } from '@/components/ui/copy';
import { PhaseMark } from '@/components/ui/phase';
import { When } from '@/components/ui/when';
import { engineTitle } from '@/lib/engines';
import { isOpen } from '@/lib/stores';

export function StoreRow({ store }: { store: Store }) {
  const isAdmin = useMe().data?.role === 'admin';
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-1 px-5 py-4 sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1.4fr)_8.5rem_6rem]">
      <div className="min-w-0">
        <Link href={`/stores/${store.name}`} className="block truncate font-medium hover:text-accent">
          {store.name}
        </Link>
        <p className="truncate text-[0.8125rem] text-ink-faint">
          {engineTitle(store.engine)}
          {isAdmin && ` · ${store.owner}`}
        </p>
      </div>
      <div className="order-last col-span-2 flex min-w-0 items-center gap-1 sm:order-none sm:col-span-1">
        <ShopLink store={store} />
        {store.url && <Copy text={store.url} label={`Copy the address of ${store.name}`} />}
      </div>
      <PhaseMark phase={store.phase} />
      <span className="hidden text-right text-[0.8125rem] text-ink-faint sm:block">
        <When at={store.createdAt} />
      </span>
    </li>
  );
}

function ShopLink({ store }: { store: Store }) {
  const address = store.url.replace(/^https?:\/\//, '');
  if (!isOpen(store)) {
    return <span className="truncate font-mono text-[0.8125rem] text-ink-faint">{address}</span>;
  }
  return (
    <a
      href={store.url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex min-w-0 items-center gap-1.5 font-mono text-[0.8125rem] text-ink-soft hover:text-accent"
    >
      <span className="truncate">{address}</span>
      <ExternalLink aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">(opens the shop in a new tab)</span>
    </a>
  );
}
