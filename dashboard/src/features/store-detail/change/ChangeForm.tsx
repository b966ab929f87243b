import { type FormEvent, useState } from 'react';
import { ApiError, type Store } from '@/api/client';
import { usePlans } from '@/api/queries/catalogue';
import { PlanChoice } from '@/components/plan-choice';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { ModalClose } from '@/components/ui/modal';
import { Toggle } from '@/components/ui/toggle';
import { Refused } from './Refused';
import { useChange } from './useChange';
import { patchOf, TEXTS, type TextName, type Values, valuesOf } from './values';

const LABELS: Record<TextName, { label: string; hint: string; upper?: boolean }> = {
  title: { label: 'Title', hint: 'Shown to shoppers; empty: the name.' },
  adminEmail: { label: 'Administrator’s e-mail', hint: 'The first administrator of the shop.' },
  currency: { label: 'Currency', hint: 'Three letters; prices keep their amounts.', upper: true },
  country: { label: 'Country', hint: 'Two letters, as DE.', upper: true },
};

type Props = { store: Store; etag: string; onDone: () => void; onReload: () => void };

export function ChangeForm({ store, etag, onDone, onReload }: Props) {
  const before = valuesOf(store);
  const plans = usePlans().data ?? [];
  const [values, setValues] = useState(before);
  const change = useChange(store, etag, onDone);
  const patch = patchOf(before, values);
  const refused = change.error instanceof ApiError ? change.error : undefined;
  const put = <K extends keyof Values>(key: K, value: Values[K]) => {
    setValues({ ...values, [key]: value });
    change.reset();
  };
  const fault = (name: TextName) =>
    name === 'adminEmail' && before.adminEmail && !values.adminEmail.trim()
      ? 'It can be replaced, not taken away.'
      : refused?.field(`options.${name}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (patch) change.mutate(patch);
  };

  return (
    <form onSubmit={submit} className="grid gap-6">
      <div className="grid gap-2">
        <PlanChoice plans={plans} chosen={values.plan} onChoose={(plan) => put('plan', plan)} />
        <p className="text-[0.8125rem] text-ink-faint">
          {refused?.field('plan') ?? 'Pods start anew with the new figures; volumes keep the size that they have.'}
        </p>
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        {TEXTS.map((name) => (
          <Field key={name} label={LABELS[name].label} hint={LABELS[name].hint} fault={fault(name)}>
            <TextInput
              autoComplete="off"
              className={LABELS[name].upper ? 'uppercase' : ''}
              value={values[name]}
              onChange={(event) => put(name, raised(event.currentTarget.value, LABELS[name].upper))}
            />
          </Field>
        ))}
      </div>
      <Toggle
        label="Protected"
        hint="A protected store cannot be deleted until the protection is taken off."
        on={values.protected}
        onChange={(on) => put('protected', on)}
      />
      {change.error && <Refused error={change.error} onReload={onReload} />}
      <div className="flex justify-end gap-3">
        <ModalClose>Cancel</ModalClose>
        <Button type="submit" look="primary" disabled={!patch || change.isPending || TEXTS.some(fault)}>
          {change.isPending ? 'Saving…' : 'Save changes'}
        </Button>
      </div>
    </form>
  );
}

const raised = (text: string, upper = false) => (upper ? text.toUpperCase() : text);
