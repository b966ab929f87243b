import { useQuery } from '@tanstack/react-query';
import { client, unwrap } from '../client';

export const meKey = ['me'] as const;

export const useMe = () => useQuery({ queryKey: meKey, queryFn: () => unwrap(client.GET('/api/v1/me')) });
