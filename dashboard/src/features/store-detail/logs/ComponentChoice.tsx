import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';

type Props = { components: string[]; chosen: string; onChoose: (component: string) => void };

export const ComponentChoice = ({ components, chosen, onChoose }: Props) => (
  <RadioGroup
    aria-label="Component"
    value={chosen}
    onValueChange={(value) => onChoose(String(value))}
    className="flex flex-wrap gap-2"
  >
    {components.map((component) => (
      <Radio.Root
        key={component}
        value={component}
        aria-label={component}
        className="cursor-pointer rounded-full border border-line px-3 py-1 text-[0.8125rem] text-ink-soft hover:border-line-strong data-[checked]:border-accent data-[checked]:bg-accent-wash data-[checked]:font-medium data-[checked]:text-ink"
      >
        {component}
      </Radio.Root>
    ))}
  </RadioGroup>
);
