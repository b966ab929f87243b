import { useQuery } from '@tanstack/react-query';
import { client, unwrapWhole } from '../client';

/** One store as it is right now, with the tag that If-Match wants; asked anew each time that a form opens. */
export const useVersion = (name: string) =>
  useQuery({
    queryKey: ['version', name],
    queryFn: async () => {
      const { data, headers } = await unwrapWhole(client.GET('/api/v1/stores/{name}', { params: { path: { name } } }));
      return { store: data, etag: headers.get('ETag') ?? '' };
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
