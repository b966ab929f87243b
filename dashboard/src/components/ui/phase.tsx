import type { Phase } from '@/api/client';
import { cn } from '@/lib/cn';

const LOOK: Record<Phase, { dot: string; text: string; busy?: boolean }> = {
  Queued: { dot: 'bg-ink-faint', text: 'text-ink-soft', busy: true },
  Provisioning: { dot: 'bg-accent', text: 'text-accent', busy: true },
  Ready: { dot: 'bg-good', text: 'text-good-ink' },
  Degraded: { dot: 'bg-warn', text: 'text-warn-ink' },
  Failed: { dot: 'bg-bad', text: 'text-bad-ink' },
  Deleting: { dot: 'bg-ink-faint', text: 'text-ink-soft', busy: true },
};

/** The phase as a dot and a word, never as a colour alone. */
export function PhaseMark({ phase, className }: { phase: Phase; className?: string }) {
  const look = LOOK[phase];
  return (
    <span className={cn('inline-flex items-center gap-2 text-sm font-medium', look.text, className)}>
      <span aria-hidden className={cn('size-2 rounded-full', look.dot, look.busy && 'animate-breathe')} />
      {phase}
    </span>
  );
}
