import { useQuery, useQueryClient } from '@tanstack/react-query';
import { client, type LogLine, type LogPage, unwrap } from '../client';

const EVERY_MS = 2500;
export const LINES_KEPT = 2000;

/** Lines get a number, since two may say the same at the same moment. */
export type NumberedLine = LogLine & { number: number };
export type Followed = Pick<LogPage, 'next' | 'note'> & { lines: NumberedLine[] };

/** What was there and what came after it; it never grows without bound. */
export function joined(before: Followed | undefined, page: LogPage): Followed {
  const old = before?.lines ?? [];
  const from = (old.at(-1)?.number ?? 0) + 1;
  const fresh = page.lines.map((line, index) => ({ ...line, number: from + index }));
  return { next: page.next, note: page.note, lines: [...old, ...fresh].slice(-LINES_KEPT) };
}

/** The lines of one component, asked again from where the last answer ended; a hidden tab does not ask. */
export function useLogs(name: string, component: string, following: boolean) {
  const cache = useQueryClient();
  const queryKey = ['logs', name, component];
  return useQuery({
    queryKey,
    queryFn: async () => {
      const before = cache.getQueryData<Followed>(queryKey);
      const query = { component, since: before?.next ?? '' };
      const call = client.GET('/api/v1/stores/{name}/logs', { params: { path: { name }, query } });
      return joined(before, await unwrap(call));
    },
    gcTime: 0,
    staleTime: 0,
    retry: 1,
    refetchInterval: following ? EVERY_MS : false,
    structuralSharing: false,
  });
}
