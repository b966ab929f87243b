import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import type { Plan } from '@/api/client';
import { bytes } from '@/lib/quantities';

type Props = { plans: Plan[]; chosen: string; onChoose: (name: string) => void };

export function PlanChoice({ plans, chosen, onChoose }: Props) {
  const label = useId();
  return (
    <div className="grid gap-3">
      <h2 id={label} className="text-sm font-medium">
        Plan
      </h2>
      <RadioGroup
        aria-labelledby={label}
        value={chosen}
        onValueChange={(value) => onChoose(String(value))}
        className="grid gap-3 sm:grid-cols-3"
      >
        {plans.map((plan) => (
          <Radio.Root
            key={plan.name}
            value={plan.name}
            aria-label={plan.title}
            className="grid cursor-pointer gap-0.5 rounded-lg border border-line bg-surface px-4 py-3 text-left transition-colors hover:border-line-strong data-[checked]:border-accent data-[checked]:bg-accent-wash"
          >
            <span className="text-sm font-medium">{plan.title}</span>
            <span className="text-[0.8125rem] text-ink-soft tabular">{bytes(plan.webMemory)} memory</span>
            <span className="text-[0.8125rem] text-ink-soft tabular">{bytes(plan.databaseStorage)} for data</span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
