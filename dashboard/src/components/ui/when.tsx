import { ago, useNow } from '@/lib/time';

/** A moment as “2 min. ago”, the exact one on hover. */
export function When({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at) return <span>–</span>;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()} className="tabular whitespace-nowrap">
      {ago(at, now)}
    </time>
  );
}
