import { useMutation } from '@tanstack/react-query';
import { Eye, EyeOff } from 'lucide-react';
import { client, unwrap } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Copy } from '@/components/ui/copy';
import { ErrorNotice } from '@/components/ui/notice';

/** The shop's administrator, shown on purpose only, and gone from the page again with a click. */
export function CredentialsCard({ name }: { name: string }) {
  const reveal = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/stores/{name}/credentials', { params: { path: { name } } })),
    gcTime: 0,
  });
  const shown = reveal.data;
  return (
    <Card className="grid grid-cols-1 gap-4 p-6 *:min-w-0">
      <header className="flex items-center justify-between gap-4">
        <h2 className="font-semibold">Sign in to the admin</h2>
        {shown ? (
          <Button size="sm" look="quiet" onClick={() => reveal.reset()}>
            <EyeOff aria-hidden /> Hide
          </Button>
        ) : (
          <Button size="sm" disabled={reveal.isPending} onClick={() => reveal.mutate()}>
            <Eye aria-hidden /> {reveal.isPending ? 'Asking…' : 'Reveal'}
          </Button>
        )}
      </header>
      {reveal.error && <ErrorNotice error={reveal.error} />}
      {shown ? (
        <>
          <dl className="grid grid-cols-1 gap-2 text-sm">
            <Secret name="User" value={shown.username} />
            <Secret name="Password" value={shown.password} />
          </dl>
          <p className="text-[0.8125rem] text-ink-faint first-letter:uppercase">{shown.note}.</p>
        </>
      ) : (
        <p className="text-[0.8125rem] text-ink-faint">Each reveal is recorded.</p>
      )}
    </Card>
  );
}

const Secret = ({ name, value }: { name: string; value: string }) => (
  <div className="flex min-w-0 items-center gap-2">
    <dt className="w-20 shrink-0 text-ink-faint">{name}</dt>
    <dd className="flex min-w-0 flex-1 items-center">
      <span className="min-w-0 flex-1 truncate font-mono">{value}</span>
      <Copy text={value} label={`Copy the ${name.toLowerCase()}`} />
    </dd>
  </div>
);
