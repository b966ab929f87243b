import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

export const overviewKey = ['overview'] as const;

/** The platform at a glance, for administrators; asked again while the tab is seen. */
export const useOverview = ({ everySeconds, enabled = true }: { everySeconds: number; enabled?: boolean }) =>
  useQuery({
    queryKey: overviewKey,
    queryFn: () => unwrap(client.GET('/api/v1/overview')),
    enabled,
    staleTime: 0,
    retry: 1,
    refetchInterval: everySeconds * 1000,
  });
