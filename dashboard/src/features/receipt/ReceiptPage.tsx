import type { Receipt } from '@/api/client';
import { useReceipt } from '@/api/queries/receipt';
import { Link } from '@/app/router';
import { buttonStyle } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorNotice } from '@/components/ui/notice';
import { lasting } from '@/lib/time';

const TITLE: Partial<Record<Receipt['state'], string>> = {
  done: 'is deleted',
  deleting: 'is being deleted',
  taken: 'was not made: the name is taken',
  expired: 'was not made',
  vanished: 'is gone',
};

export function ReceiptPage({ uid }: { uid: string }) {
  const { data: receipt, error } = useReceipt(uid);
  if (error) return <ErrorNotice error={error} />;
  if (!receipt) return <p className="text-ink-faint">Loading…</p>;
  return (
    <div className="mx-auto grid max-w-2xl gap-6">
      <header className="grid gap-2">
        <p className="text-sm text-ink-faint">Receipt</p>
        <h1 className="text-2xl font-semibold">
          {receipt.name} {TITLE[receipt.state] ?? 'is there'}
        </h1>
        <p className="text-ink-soft">{receipt.message}</p>
      </header>
      <Removed receipt={receipt} />
      <p className="font-mono text-xs break-all text-ink-faint">{receipt.uid}</p>
      <Link href="/" className={`${buttonStyle()} justify-self-start`}>
        All stores
      </Link>
    </div>
  );
}

const Removed = ({ receipt }: { receipt: Receipt }) => (
  <Card className="p-6">
    <header className="mb-4 flex items-baseline justify-between">
      <h2 className="font-semibold">{receipt.blockers.length > 0 ? 'What still blocks it' : 'What was removed'}</h2>
      {receipt.seconds !== null && (
        <span className="text-sm text-ink-faint tabular">in {lasting(receipt.seconds)}</span>
      )}
    </header>
    <ul className="grid gap-1.5 font-mono text-[0.8125rem] text-ink-soft">
      {(receipt.blockers.length > 0 ? receipt.blockers : receipt.removed).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  </Card>
);
