import { Dialog } from '@base-ui/react/dialog';
import type { VariantProps } from 'class-variance-authority';
import { type ReactNode, useState } from 'react';
import { cn } from '@/lib/cn';
import { buttonStyle } from './button';

type Props = VariantProps<typeof buttonStyle> & {
  label: ReactNode;
  disabled?: boolean;
  describedBy?: string;
  className?: string;
  children: (close: () => void) => ReactNode;
};

/** A button and the dialog that it opens; what is inside starts anew each time. */
export function Modal({ label, look, size, disabled = false, describedBy, className, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className={buttonStyle({ look, size })} disabled={disabled} aria-describedby={describedBy}>
        {label}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-black/40" />
        <Dialog.Popup
          className={cn(
            'fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-card border border-line bg-surface p-6 shadow-float',
            className,
          )}
        >
          {children(() => setOpen(false))}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What a dialog is about. */
export const ModalHead = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className="grid gap-2">
    <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
    <Dialog.Description className="text-sm text-ink-soft">{children}</Dialog.Description>
  </div>
);

export const ModalClose = ({ children }: { children: ReactNode }) => (
  <Dialog.Close className={buttonStyle({ look: 'quiet' })}>{children}</Dialog.Close>
);
