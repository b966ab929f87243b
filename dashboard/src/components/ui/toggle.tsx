import { Switch } from '@base-ui/react/switch';
import { type ReactNode, useId } from 'react';

type Props = { label: string; hint?: ReactNode; on: boolean; onChange: (on: boolean) => void };

/** A switch with its words beside it. */
export function Toggle({ label, hint, on, onChange }: Props) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="grid gap-0.5">
        <span id={id} className="text-sm font-medium">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} className="text-[0.8125rem] text-ink-faint">
            {hint}
          </span>
        )}
      </div>
      <Switch.Root
        aria-labelledby={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        checked={on}
        onCheckedChange={onChange}
        className="mt-0.5 flex h-6 w-10.5 shrink-0 cursor-pointer items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors data-[checked]:border-accent data-[checked]:bg-accent"
      >
        <Switch.Thumb className="size-4.5 rounded-full bg-ink-faint transition-transform data-[checked]:translate-x-4.5 data-[checked]:bg-on-accent" />
      </Switch.Root>
    </div>
  );
}
