import { type FormEvent, useState } from 'react';
import { ApiError, type Order } from '@/api/client';
import { useEngines, usePlans } from '@/api/queries/catalogue';
import { useMe } from '@/api/queries/me';
import { Link } from '@/app/router';
import { PlanChoice } from '@/components/plan-choice';
import { Button, buttonStyle } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ErrorNotice } from '@/components/ui/notice';
import { nameFault } from '@/lib/names';
import { Details, type DetailValues } from './Details';
import { EngineCards } from './EngineCards';
import { NameField } from './NameField';
import { Preview } from './Preview';
import { AT_A_FIELD } from './refusals';
import { useCreateStore } from './useCreateStore';
import { useForeseen } from './useForeseen';

export function CreateStore() {
  const engines = useEngines().data ?? [];
  const plans = usePlans().data ?? [];
  const platform = useMe().data?.platform;
  const create = useCreateStore();
  const [engine, setEngine] = useState('');
  const [plan, setPlan] = useState('small');
  const [name, setName] = useState('');
  const [details, setDetails] = useState<DetailValues>({
    title: '',
    adminEmail: '',
    currency: 'EUR',
    country: 'DE',
    sampleData: true,
  });
  const chosen = engine || engines[0]?.id || '';
  const refused = create.error instanceof ApiError ? create.error : undefined;
  const order: Order = { name, engine: chosen, plan, options: { ...details, adminEmail: details.adminEmail || null } };
  const foreseen = useForeseen(order);
  const field = (path: string) => refused?.field(path) ?? foreseen.fault(path);
  const elsewhere = create.error && !AT_A_FIELD.some(field) && refused?.problem.status !== 409;

  // What was refused counts until something is changed.
  const anew =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      create.reset();
    };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(order);
  };

  return (
    <form onSubmit={submit} className="mx-auto grid max-w-3xl gap-8">
      <header className="grid gap-1">
        <h1 className="text-2xl font-semibold">Create a store</h1>
        <p className="text-ink-soft">It is yours alone: own database, own files, own passwords.</p>
      </header>
      <EngineCards engines={engines} chosen={chosen} onChoose={anew(setEngine)} />
      <NameField
        name={name}
        onChange={anew(setName)}
        platform={platform}
        refused={refused?.problem.status === 409 ? refused.problem.detail : field('name')}
      />
      <PlanChoice plans={plans} chosen={plan} onChoose={anew(setPlan)} />
      <Details values={details} onChange={anew(setDetails)} fault={(key) => field(`options.${key}`)} />
      <Preview plan={foreseen.plan} />
      {elsewhere && <ErrorNotice error={create.error} />}
      <Card className="flex items-center justify-end gap-3 border-0 bg-transparent shadow-none">
        <Link href="/" className={buttonStyle({ look: 'quiet' })}>
          Cancel
        </Link>
        <Button type="submit" look="primary" disabled={!chosen || nameFault(name) !== undefined || create.isPending}>
          {create.isPending ? 'Ordering…' : 'Create store'}
        </Button>
      </Card>
    </form>
  );
}
