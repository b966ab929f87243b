import { useQuery } from '@tanstack/react-query';
import { client, type Store, unwrap } from '../client';

const WHILE_THEY_ARE_MADE_MS = 3000;

/** A store's objects; a worker answers each ask, so only while they are being made are they asked for by themselves. */
export const useManifests = ({ name, phase }: Pick<Store, 'name' | 'phase'>) =>
  useQuery({
    queryKey: ['manifests', name],
    queryFn: () => unwrap(client.GET('/api/v1/stores/{name}/manifests', { params: { path: { name } } })),
    retry: 1,
    refetchInterval: phase === 'Queued' || phase === 'Provisioning' ? WHILE_THEY_ARE_MADE_MS : false,
  });
