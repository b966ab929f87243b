import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Check } from 'lucide-react';
import { useId } from 'react';
import type { Engine } from '@/api/client';

type Props = { engines: Engine[]; chosen: string; onChoose: (id: string) => void };

export function EngineCards({ engines, chosen, onChoose }: Props) {
  const label = useId();
  return (
    <div className="grid gap-3">
      <h2 id={label} className="text-sm font-medium">
        Engine
      </h2>
      <RadioGroup
        aria-labelledby={label}
        value={chosen}
        onValueChange={(value) => onChoose(String(value))}
        className="grid gap-4 sm:grid-cols-2"
      >
        {engines.map((engine) => (
          <EngineCard key={engine.id} engine={engine} />
        ))}
      </RadioGroup>
    </div>
  );
}

const EngineCard = ({ engine }: { engine: Engine }) => (
  <Radio.Root
    value={engine.id}
    aria-label={engine.title}
    className="grid cursor-pointer content-start gap-3 rounded-card border border-line bg-surface p-5 text-left shadow-card transition-colors hover:border-line-strong data-[checked]:border-accent data-[checked]:bg-accent-wash"
  >
    <span className="flex items-baseline gap-2">
      <span className="font-semibold">{engine.title}</span>
      <span className="font-mono text-xs text-ink-faint">{engine.version}</span>
    </span>
    <span className="text-sm text-ink-soft">{engine.summary}</span>
    <span className="grid gap-1.5 text-[0.8125rem] text-ink-soft">
      {engine.features.map((feature) => (
        <span key={feature} className="flex gap-2">
          <Check aria-hidden className="mt-0.5 size-3.5 shrink-0 text-accent" />
          {feature}
        </span>
      ))}
    </span>
  </Radio.Root>
);
