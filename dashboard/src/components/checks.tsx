import { Minus, Check as Tick, TriangleAlert } from 'lucide-react';
import type { Check } from '@/api/client';

/** What a process found missing, in its words, with the way out. */
export const MissingCheck = ({ check }: { check: Check }) => (
  <div className="flex gap-3">
    <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-ink" />
    <div className="grid min-w-0 gap-1 text-sm">
      <p className="font-medium break-words text-bad-ink">
        {check.process}: {check.name}
      </p>
      <p className="break-words">{check.message}</p>
      {check.fix && <p className="break-words">{check.fix}</p>}
    </div>
  </div>
);

/** How the api words that nobody could look; that is neither good nor bad. */
const UNCHECKED = 'not checked here';

export const PassedCheck = ({ check }: { check: Check }) => (
  <div className="flex gap-3 text-sm">
    {check.message.startsWith(UNCHECKED) ? (
      <Minus aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />
    ) : (
      <Tick aria-hidden className="mt-0.5 size-4 shrink-0 text-good-ink" />
    )}
    <p className="min-w-0 break-words">
      <span className="font-medium">
        {check.process}: {check.name}
      </span>{' '}
      <span className="text-ink-soft">{check.message}</span>
    </p>
  </div>
);
