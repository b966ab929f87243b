import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, client, unwrap } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';

export function SignIn() {
  const cache = useQueryClient();
  const [token, setToken] = useState('');
  const signIn = useMutation({
    mutationFn: () => unwrap(client.POST('/api/v1/session', { body: { token: token.trim() } })),
    onSuccess: () => cache.resetQueries(),
  });
  const refused = signIn.error instanceof ApiError && signIn.error.problem.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-8 px-5 py-16">
      <header className="grid gap-3">
        <img src="/assets/favicon.svg" alt="" className="size-10" />
        <h1 className="text-2xl font-semibold">Sign in to Storeyard</h1>
        <p className="text-ink-soft">An online shop of their own for every merchant, by one click.</p>
      </header>
      <form onSubmit={submit} className="grid gap-5">
        <Field
          label="Access token"
          hint={
            <>
              On your own machine <code className="font-mono">make token</code> prints it.
            </>
          }
          fault={refused ? 'This token is not known, or no longer valid.' : undefined}
        >
          <TextInput
            type="password"
            autoComplete="current-password"
            autoFocus
            required
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
        </Field>
        {signIn.error && !refused && <ErrorNotice error={signIn.error} />}
        <Button type="submit" look="primary" disabled={!token.trim() || signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
