import { Dialog } from '@base-ui/react/dialog';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client, type Store, unwrap } from '@/api/client';
import { putStore } from '@/api/queries/stores';
import { Button, buttonStyle } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';

export function DeleteStore({ store }: { store: Store }) {
  return (
    <section aria-label="Delete" className="flex flex-wrap items-center gap-4 border-t border-line pt-6">
      <p className="mr-auto text-sm text-ink-soft">
        {store.protected
          ? 'This store is protected against deletion.'
          : 'Deleting removes the shop, its data and its volumes for good.'}
      </p>
      <Dialog.Root>
        <Dialog.Trigger className={buttonStyle({ look: 'danger' })} disabled={store.protected}>
          Delete store…
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Backdrop className="fixed inset-0 bg-black/40" />
          <Dialog.Popup className="fixed top-1/2 left-1/2 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-card border border-line bg-surface p-6 shadow-float">
            <Confirm store={store} />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </section>
  );
}

function Confirm({ store }: { store: Store }) {
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE('/api/v1/stores/{name}', { params: { path: { name: store.name } } })),
    onSuccess: (fresh) => putStore(cache, fresh),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === store.name) remove.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      <div className="grid gap-2">
        <Dialog.Title className="text-lg font-semibold">Delete {store.name}?</Dialog.Title>
        <Dialog.Description className="text-sm text-ink-soft">
          Products, orders, customers, pictures and the database are removed and cannot be brought back. The name is
          free again afterwards.
        </Dialog.Description>
      </div>
      <Field label={`Type “${store.name}” to confirm`}>
        <TextInput
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Field>
      {remove.error && <ErrorNotice error={remove.error} />}
      <div className="flex justify-end gap-3">
        <Dialog.Close className={buttonStyle({ look: 'quiet' })}>Keep it</Dialog.Close>
        <Button type="submit" look="destroy" disabled={typed !== store.name || remove.isPending}>
          {remove.isPending ? 'Deleting…' : 'Delete for good'}
        </Button>
      </div>
    </form>
  );
}
