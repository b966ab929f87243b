import type { Manifest } from '@/api/client';

const COMPONENT = 'app.kubernetes.io/component';
/** Kinds that run pods, and so write logs. */
const WORKLOADS = new Set(['StatefulSet', 'Deployment', 'Job', 'CronJob']);

const record = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown) => (typeof value === 'string' ? value : '');

export const kindOf = (item: Manifest) => text(item.kind);
export const nameOf = (item: Manifest) => text(record(item.metadata).name);

/** The parts of the shop that run pods, the one that shoppers see first. */
export function componentsOf(items: Manifest[]): string[] {
  const labels = (item: Manifest) => record(record(item.metadata).labels);
  const found = new Set(
    items.filter((item) => WORKLOADS.has(kindOf(item))).map((item) => text(labels(item)[COMPONENT])),
  );
  found.delete('');
  return [...found].sort((a, b) => Number(b === 'web') - Number(a === 'web') || a.localeCompare(b));
}

/** “Namespace, Secret × 3”: how many objects of each kind, in the order of their first. */
export function counted(items: Manifest[]): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(kindOf(item), (counts.get(kindOf(item)) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${kind}\u00a0×\u00a0${count}`)).join(', ');
}
