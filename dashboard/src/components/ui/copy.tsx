import { Check, Copy as Icon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button';

/** Copies a text; says so for a moment. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
  };
  return (
    <Button look="quiet" size="icon" aria-label={done ? 'Copied' : label} title={label} onClick={copy}>
      {done ? <Check className="text-good-ink" /> : <Icon />}
    </Button>
  );
}
