import type { HTMLAttributes } from 'react';
import { cn } from '@/lib/cn';

export const Card = ({ className, ...rest }: HTMLAttributes<HTMLElement>) => (
  <section className={cn('rounded-card border border-line bg-surface shadow-card', className)} {...rest} />
);
