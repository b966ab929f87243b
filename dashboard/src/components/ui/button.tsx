import { cva, type VariantProps } from 'class-variance-authority';
import type { ButtonHTMLAttributes } from 'react';
import { cn } from '@/lib/cn';

export const buttonStyle = cva(
  'inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:opacity-50 disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'bg-accent text-on-accent hover:bg-accent-strong',
        plain: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
        quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
        danger: 'border border-line-strong bg-surface text-bad-ink hover:bg-bad-wash',
        destroy: 'bg-bad-ink text-surface hover:opacity-90',
      },
      size: { md: 'h-10 px-4 text-sm', sm: 'h-8 px-3 text-[0.8125rem]', icon: 'size-9' },
    },
    defaultVariants: { look: 'plain', size: 'md' },
  },
);

type Props = ButtonHTMLAttributes<HTMLButtonElement> & VariantProps<typeof buttonStyle>;

export const Button = ({ className, look, size, type = 'button', ...rest }: Props) => (
  <button type={type} className={cn(buttonStyle({ look, size }), className)} {...rest} />
);
