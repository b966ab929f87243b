import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/lib/cn';

export const inputStyle =
  'h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-ink-faint data-[invalid]:border-bad';

type Props = {
  label: string;
  hint?: ReactNode;
  fault?: string | undefined;
  className?: string;
  children: ReactNode;
};

/** A labelled control with its hint, or what is wrong with it. */
export const Field = ({ label, hint, fault, className, children }: Props) => (
  <Base.Root invalid={fault !== undefined} className={cn('grid content-start gap-1.5', className)}>
    <Base.Label className="text-sm font-medium">{label}</Base.Label>
    {children}
    {fault !== undefined ? (
      <Base.Error match className="text-[0.8125rem] text-bad-ink">
        {fault}
      </Base.Error>
    ) : (
      hint && <Base.Description className="text-[0.8125rem] text-ink-faint">{hint}</Base.Description>
    )}
  </Base.Root>
);

export const TextInput = ({ className, ...rest }: ComponentProps<typeof Base.Control>) => (
  <Base.Control className={cn(inputStyle, className as string)} {...rest} />
);
