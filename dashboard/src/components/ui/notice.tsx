import type { ReactNode } from 'react';
import { ApiError } from '@/api/client';
import { cn } from '@/lib/cn';

const LOOK = { bad: 'bg-bad-wash text-bad-ink', warn: 'bg-warn-wash text-warn-ink', plain: 'bg-sunken text-ink-soft' };

export const Notice = ({ look = 'plain', children }: { look?: keyof typeof LOOK; children: ReactNode }) => (
  <div className={cn('rounded-lg px-4 py-3 text-sm', LOOK[look])}>{children}</div>
);

/** An error in the api's own words, with the id that leads to the logs. */
export function ErrorNotice({ error }: { error: unknown }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <div role="alert">
      <Notice look="bad">
        <p className="font-medium">{problem?.title ?? 'Something went wrong on this page'}</p>
        <p>{problem?.detail ?? String(error)}</p>
        {problem?.requestId && <p className="mt-1 font-mono text-xs">request {problem.requestId}</p>}
      </Notice>
    </div>
  );
}
