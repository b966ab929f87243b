import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

export const receiptKey = (uid: string) => ['receipt', uid] as const;

export const useReceipt = (uid: string) =>
  useQuery({
    queryKey: receiptKey(uid),
    queryFn: () => unwrap(client.GET('/api/v1/receipts/{uid}', { params: { path: { uid } } })),
  });
