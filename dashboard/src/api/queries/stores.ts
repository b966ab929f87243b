import { type QueryClient, useQuery } from '@tanstack/react-query';
import { client, type Store, unwrap } from '../client';

export const storesKey = ['stores'] as const;

async function fetchStores(): Promise<Store[]> {
  const all: Store[] = [];
  let cursor = '';
  do {
    const page = await unwrap(client.GET('/api/v1/stores', { params: { query: { limit: 200, cursor } } }));
    all.push(...page.items);
    cursor = page.nextCursor ?? '';
  } while (cursor);
  return all;
}

export const useStores = () => useQuery({ queryKey: storesKey, queryFn: fetchStores });

/** One store out of the live list; undefined while loading, null when there is none of that name. */
export function useStore(name: string) {
  return useQuery({
    queryKey: storesKey,
    queryFn: fetchStores,
    select: (stores) => stores.find((store) => store.name === name) ?? null,
  });
}

/** Puts news of one store into the list. */
export function putStore(cache: QueryClient, store: Store) {
  cache.setQueryData<Store[]>(storesKey, (before) => {
    if (!before) return before;
    const others = before.filter((one) => one.uid !== store.uid && one.name !== store.name);
    return [...others, store].sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

export function dropStore(cache: QueryClient, uid: string) {
  cache.setQueryData<Store[]>(storesKey, (before) => before?.filter((one) => one.uid !== uid));
}
