import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Store } from '@/api/client';
import { historyKey } from '@/api/queries/history';
import { meKey } from '@/api/queries/me';
import { receiptKey } from '@/api/queries/receipt';
import { dropStore, putStore, storesKey } from '@/api/queries/stores';
import { follow } from './leader';

type Gone = { name: string; uid: string; receipt: string };

/** Keeps the cache true by server-sent events; returns whether the stream is open. */
export function useLive(): boolean {
  const cache = useQueryClient();
  const [live, setLive] = useState(true);

  useEffect(
    () =>
      follow((news) => {
        if (news.kind === 'state') return setLive(news.live);
        if (news.kind === 'store') {
          const store = JSON.parse(news.data) as Store;
          putStore(cache, store);
          void cache.invalidateQueries({ queryKey: receiptKey(store.uid) });
          void cache.invalidateQueries({ queryKey: historyKey(store.name) });
          return;
        }
        if (news.kind === 'gone') {
          const gone = JSON.parse(news.data) as Gone;
          dropStore(cache, gone.uid);
          void cache.invalidateQueries({ queryKey: receiptKey(gone.uid) });
          void cache.invalidateQueries({ queryKey: meKey });
          return;
        }
        void cache.invalidateQueries({ queryKey: storesKey });
      }),
    [cache],
  );
  return live;
}
