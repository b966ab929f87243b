import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

export const historyKey = (name: string) => ['history', name] as const;

export const useHistory = (name: string) =>
  useQuery({
    queryKey: historyKey(name),
    queryFn: async () =>
      (await unwrap(client.GET('/api/v1/stores/{name}/history', { params: { path: { name } } }))).items,
    staleTime: 0,
  });
