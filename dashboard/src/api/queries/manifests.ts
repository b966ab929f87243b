import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

const UNTIL_THERE_ARE_SOME_MS = 3000;

/** A store's objects; each ask is answered by a worker, so only an empty answer is asked again by itself. */
export const useManifests = (name: string) =>
  useQuery({
    queryKey: ['manifests', name],
    queryFn: () => unwrap(client.GET('/api/v1/stores/{name}/manifests', { params: { path: { name } } })),
    retry: 1,
    refetchInterval: ({ state }) => (state.data?.items.length === 0 ? UNTIL_THERE_ARE_SOME_MS : false),
  });
