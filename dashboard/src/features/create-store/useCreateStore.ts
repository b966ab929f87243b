import { useMutation, useQueryClient } from '@tanstack/react-query';
import { client, type Order, unwrap } from '@/api/client';
import { meKey } from '@/api/queries/me';
import { putStore } from '@/api/queries/stores';
import { navigate } from '@/app/router';

export function useCreateStore() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Order) => unwrap(client.POST('/api/v1/stores', { body })),
    onSuccess: (store) => {
      putStore(cache, store);
      void cache.invalidateQueries({ queryKey: meKey });
      navigate(`/stores/${store.name}`);
    },
  });
}
