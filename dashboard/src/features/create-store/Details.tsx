import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Field, TextInput } from '@/components/ui/field';

export type DetailValues = {
  title: string;
  adminEmail: string;
  currency: string;
  country: string;
  sampleData: boolean;
};

type Props = {
  values: DetailValues;
  onChange: (values: DetailValues) => void;
  fault: (key: keyof DetailValues) => string | undefined;
};

/** What the first setup is told; all of it has a default, so it starts closed. A fault opens it and nothing closes it. */
export function Details({ values, onChange, fault }: Props) {
  const [open, setOpen] = useState(false);
  const put = (key: keyof DetailValues, value: string | boolean) => onChange({ ...values, [key]: value });
  const text = (key: 'title' | 'adminEmail' | 'currency' | 'country', label: string, hint: string, className = '') => {
    const raised = (typed: string) => (className === 'uppercase' ? typed.toUpperCase() : typed);
    return (
      <Field label={label} hint={hint} fault={fault(key)}>
        <TextInput
          className={className}
          value={values[key]}
          onChange={(event) => put(key, raised(event.currentTarget.value))}
        />
      </Field>
    );
  };
  const faulty = (['title', 'adminEmail', 'currency', 'country'] as const).some(fault);
  return (
    <details className="group" open={open || faulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex cursor-pointer list-none items-center gap-1.5 rounded text-sm font-medium text-ink-soft hover:text-ink">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Details of the shop
      </summary>
      <div className="mt-5 grid gap-5 sm:grid-cols-2">
        {text('title', 'Title', 'Shown to shoppers; empty: the name.')}
        {text('adminEmail', 'Administrator’s e-mail', 'Optional.')}
        {text('currency', 'Currency', 'Three letters, as EUR.', 'uppercase')}
        {text('country', 'Country', 'Two letters, as DE.', 'uppercase')}
        <label className="flex items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={values.sampleData}
            onChange={(event) => put('sampleData', event.currentTarget.checked)}
          />
          Fill the shop with a few sample products
        </label>
      </div>
    </details>
  );
}
