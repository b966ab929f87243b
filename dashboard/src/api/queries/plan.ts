import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, type Order, unwrap } from '../client';

/** What an order would come to; null: it is not worth asking yet. */
export const useDryRun = (order: Order | null) =>
  useQuery({
    queryKey: ['plan', order],
    queryFn: () => unwrap(client.POST('/api/v1/plan', { body: order as Order })),
    enabled: order !== null,
    placeholderData: keepPreviousData,
    staleTime: 5000,
    gcTime: 60_000,
    retry: false,
  });
