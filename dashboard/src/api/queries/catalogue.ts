import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

export const useEngines = () =>
  useQuery({
    queryKey: ['engines'],
    queryFn: async () => (await unwrap(client.GET('/api/v1/engines'))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const usePlans = () =>
  useQuery({
    queryKey: ['plans'],
    queryFn: async () => (await unwrap(client.GET('/api/v1/plans'))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
