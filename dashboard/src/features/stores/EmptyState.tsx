import { Plus } from 'lucide-react';
import { Link } from '@/app/router';
import { buttonStyle } from '@/components/ui/button';
import { Card } from '@/components/ui/card';

const STEPS = [
  ['Order', 'Pick an engine and a name. The address is yours from that moment.'],
  ['Watch', 'Database, setup and shop come up in front of you, usually within minutes.'],
  ['Sell', 'A store is called Ready when a test purchase went through, not before.'],
];

export const EmptyState = () => (
  <div className="mx-auto grid max-w-3xl gap-10 pt-10">
    <header className="grid justify-items-start gap-4">
      <h1 className="text-3xl font-semibold">Your first store</h1>
      <p className="max-w-prose text-lg text-ink-soft">
        Each store is a whole online shop of its own: its own database, its own files, its own passwords, fenced off
        from every other.
      </p>
      <Link href="/new" className={buttonStyle({ look: 'primary' })}>
        <Plus aria-hidden /> Create store
      </Link>
    </header>
    <Card>
      <ol className="grid divide-y divide-line sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        {STEPS.map(([title, text], index) => (
          <li key={title} className="grid content-start gap-1.5 p-6">
            <span className="font-mono text-xs text-ink-faint">{index + 1}</span>
            <h2 className="font-medium">{title}</h2>
            <p className="text-sm text-ink-soft">{text}</p>
          </li>
        ))}
      </ol>
    </Card>
  </div>
);
