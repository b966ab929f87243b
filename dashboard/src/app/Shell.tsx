import { useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { client } from '@/api/client';
import { meKey, useMe } from '@/api/queries/me';
import { Button } from '@/components/ui/button';
import { Link, navigate } from './router';
import { ThemeToggle } from './ThemeToggle';

export const Shell = ({ live, children }: { live: boolean; children: ReactNode }) => (
  <>
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:absolute focus:m-2 focus:rounded focus:bg-surface focus:p-2"
    >
      Skip to content
    </a>
    <Header />
    <p role="status" className="mx-auto max-w-5xl px-5 text-right text-[0.8125rem] text-ink-faint">
      {live ? '' : 'Reconnecting…'}
    </p>
    <main id="main" className="mx-auto max-w-5xl px-5 pt-8 pb-24">
      {children}
    </main>
  </>
);

function Header() {
  const me = useMe().data;
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex h-15 max-w-5xl items-center gap-3 px-5">
        <Link href="/" className="mr-auto flex items-center gap-2.5 font-semibold tracking-tight">
          <img src="/assets/favicon.svg" alt="" className="size-6" />
          Storeyard
        </Link>
        {me?.role === 'admin' && (
          <Link href="/overview" className="text-sm text-ink-soft hover:text-ink">
            Overview
          </Link>
        )}
        {me?.simulated && (
          <span
            className="rounded-full bg-warn-wash px-2.5 py-1 text-xs font-medium whitespace-nowrap text-warn-ink"
            title="Stores, their pods and their shops are stand-ins on this machine."
          >
            Simulated<span className="max-sm:sr-only"> cluster</span>
          </span>
        )}
        <span className="hidden text-sm text-ink-soft sm:inline">{me?.id}</span>
        <ThemeToggle />
        <SignOut />
      </div>
    </header>
  );
}

function SignOut() {
  const cache = useQueryClient();
  const leave = async () => {
    await client.DELETE('/api/v1/session');
    navigate('/');
    cache.clear();
    await cache.invalidateQueries({ queryKey: meKey });
    window.location.reload();
  };
  return (
    <Button look="quiet" size="icon" aria-label="Sign out" title="Sign out" onClick={leave}>
      <LogOut />
    </Button>
  );
}
