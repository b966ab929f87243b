import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { Manifest } from '@/api/client';
import { Copy } from '@/components/ui/copy';
import { kindOf, nameOf } from '@/lib/manifests';
import { toYaml } from '@/lib/yaml';

/** Kubernetes objects in the order in which they are applied, each opened by a click. */
export const Objects = ({ items }: { items: Manifest[] }) => (
  <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
    {items.map((item) => (
      <li key={`${kindOf(item)}/${nameOf(item)}`}>
        <OneObject item={item} />
      </li>
    ))}
  </ul>
);

function OneObject({ item }: { item: Manifest }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="group/object" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer list-none items-baseline gap-2 px-3 py-2 font-mono text-[0.8125rem] hover:bg-sunken">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 self-center text-ink-faint transition-transform group-open/object:rotate-90"
        />
        <span className="flex min-w-0 flex-wrap gap-x-2">
          <span className="text-ink-soft sm:w-44">{kindOf(item)}</span>
          <span className="min-w-0 break-words">{nameOf(item)}</span>
        </span>
      </summary>
      {open && <Yaml item={item} />}
    </details>
  );
}

function Yaml({ item }: { item: Manifest }) {
  const text = toYaml(item);
  const name = `${kindOf(item)} ${nameOf(item)}`;
  return (
    <div className="relative border-t border-line bg-sunken">
      <div className="absolute top-1 right-1 rounded-lg bg-sunken">
        <Copy text={text} label={`Copy ${name}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={`YAML of ${name}`} className="max-h-96 overflow-auto p-3 pr-12">
        <pre className="font-mono text-xs leading-relaxed">{text}</pre>
      </section>
    </div>
  );
}
