import type { Order } from '@/api/client';
import { useDryRun } from '@/api/queries/plan';
import { nameFault } from '@/lib/names';
import { useSettled } from '@/lib/useSettled';
import { refusedAt } from './refusals';

const TYPED_MS = 350;

/** What the order would come to, asked when the typing rests; an older answer says nothing against what is typed on. */
export function useForeseen(order: Order) {
  const asked = useSettled(order.engine && !nameFault(order.name) ? order : null, TYPED_MS);
  const { data, isPlaceholderData } = useDryRun(asked);
  const counts = asked?.name === order.name && !isPlaceholderData;
  return { plan: asked ? data : undefined, fault: (path: string) => (counts ? refusedAt(data, path) : undefined) };
}
