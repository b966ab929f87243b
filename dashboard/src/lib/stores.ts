import type { Store } from '@/api/client';

/** Whether there is a shop to open: it sold before, and a change of it does not close it. */
export const isOpen = ({ phase, readyAt }: Pick<Store, 'phase' | 'readyAt'>) =>
  phase === 'Ready' || phase === 'Degraded' || (readyAt !== null && (phase === 'Queued' || phase === 'Provisioning'));
