import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { DryRun } from '@/api/client';
import { Objects } from '@/components/objects';
import { Card } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { counted } from '@/lib/manifests';
import { bytes, cores } from '@/lib/quantities';
import { refusedElsewhere } from './refusals';

/** What an order would come to, by a dry run of the api: nothing is reserved or stored by it. */
export function Preview({ plan }: { plan: DryRun | undefined }) {
  const elsewhere = refusedElsewhere(plan);
  return (
    <Card aria-label="What will be created" className="grid grid-cols-1 gap-4 p-6 *:min-w-0">
      <header className="grid gap-1">
        <h2 className="font-semibold">What will be created</h2>
        <p className="text-[0.8125rem] text-ink-faint">
          A dry run; nothing is reserved until you order. The figures leave room to replace the largest pod.
        </p>
      </header>
      {elsewhere.map((refusal) => (
        <Notice key={refusal.code} look="bad">
          <p className="font-medium">{refusal.title}</p>
          <p>{refusal.detail}</p>
        </Notice>
      ))}
      {plan?.needs ? <Needs needs={plan.needs} /> : <p className="text-sm text-ink-soft">{missing(plan)}</p>}
      {plan && plan.manifests.length > 0 && <EveryObject plan={plan} />}
    </Card>
  );
}

const missing = (plan: DryRun | undefined) =>
  plan ? 'Mend what is marked above; then the figures stand here.' : 'Choose a name; then the figures stand here.';

const Needs = ({ needs }: { needs: NonNullable<DryRun['needs']> }) => (
  <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
    <Need name="CPU" value={cores(needs.cpu)} more={`up to ${cores(needs.cpuLimit)}`} />
    <Need name="Memory" value={bytes(needs.memory)} more="reserved" />
    <Need name="Storage" value={bytes(needs.storage)} more="on volumes" />
    <Need name="Pods" value={String(needs.pods)} more="at most" />
  </dl>
);

const Need = ({ name, value, more }: { name: string; value: string; more: string }) => (
  <div>
    <dt className="text-[0.8125rem] text-ink-faint">{name}</dt>
    <dd className="text-lg font-medium tabular">{value}</dd>
    <dd className="text-[0.8125rem] text-ink-soft tabular">{more}</dd>
  </div>
);

function EveryObject({ plan }: { plan: DryRun }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="group/all"
      onToggle={(event) => event.target === event.currentTarget && setOpen(event.currentTarget.open)}
    >
      <summary className="flex cursor-pointer list-none items-start gap-1.5 rounded text-sm text-ink-soft hover:text-ink">
        <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 transition-transform group-open/all:rotate-90" />
        <span>
          <span className="font-medium">{plan.manifests.length} objects</span>: {counted(plan.manifests)}
        </span>
      </summary>
      {open && (
        <div className="mt-4">
          <Objects items={plan.manifests} />
        </div>
      )}
    </details>
  );
}
