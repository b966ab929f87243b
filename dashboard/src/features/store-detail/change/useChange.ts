import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, type Patch, type Store, unwrap } from '@/api/client';
import { putStore } from '@/api/queries/stores';

/** Asks for a change of the very version that was shown. */
export function useChange(store: Store, etag: string, onAccepted: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Patch) =>
      unwrap(
        client.PATCH('/api/v1/stores/{name}', {
          params: { path: { name: store.name }, header: { 'If-Match': etag } },
          body,
        }),
      ),
    onSuccess: (fresh) => {
      putStore(cache, fresh);
      onAccepted();
    },
  });
}
