import { Link } from '@/app/router';
import { cn } from '@/lib/cn';

export const TABS = { '': 'Overview', history: 'History', logs: 'Logs', objects: 'Objects' } as const;
export type Tab = keyof typeof TABS;

export const isTab = (text: string): text is Tab => text in TABS;

/** The views of one store; each has an address of its own. */
export const Tabs = ({ name, tab }: { name: string; tab: Tab }) => (
  <nav aria-label="Views of this store" className="-mx-1 flex gap-1 overflow-x-auto border-b border-line px-1">
    {Object.entries(TABS).map(([id, title]) => (
      <Link
        key={id}
        href={`/stores/${name}${id && `/${id}`}`}
        aria-current={id === tab ? 'page' : undefined}
        className={cn(
          '-mb-px border-b-2 px-3 py-2 text-sm',
          id === tab ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-soft hover:text-ink',
        )}
      >
        {title}
      </Link>
    ))}
  </nav>
);
