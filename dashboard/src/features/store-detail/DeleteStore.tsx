import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { client, type Store, unwrap } from '@/api/client';
import { putStore } from '@/api/queries/stores';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { Modal, ModalClose, ModalHead } from '@/components/ui/modal';
import { ErrorNotice } from '@/components/ui/notice';
import { ChangeStore } from './change/ChangeStore';

export function DeleteStore({ store }: { store: Store }) {
  const why = useId();
  return (
    <section aria-label="Delete" className="flex flex-wrap items-center gap-4 border-t border-line pt-6">
      <p id={why} className="mr-auto max-w-prose text-sm text-ink-soft">
        {store.protected
          ? 'This store is protected and cannot be deleted. Take the protection off first; it counts as soon as the store shows it.'
          : 'Deleting removes the shop, its data and its volumes for good.'}
      </p>
      {store.protected && <ChangeStore name={store.name} label="Take protection off…" />}
      <Modal look="danger" label="Delete store…" disabled={store.protected} describedBy={why}>
        {() => <Confirm store={store} />}
      </Modal>
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
      <ModalHead title={`Delete ${store.name}?`}>
        Products, orders, customers, pictures and the database are removed and cannot be brought back. The name is free
        again afterwards.
      </ModalHead>
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
        <ModalClose>Keep it</ModalClose>
        <Button type="submit" look="destroy" disabled={typed !== store.name || remove.isPending}>
          {remove.isPending ? 'Deleting…' : 'Delete for good'}
        </Button>
      </div>
    </form>
  );
}
