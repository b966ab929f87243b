import { Link } from '@/app/router';
import { cn } from '@/lib/cn';

export const TABS = { '': 'Status', history: 'History', logs: 'Logs', objects: 'Objects' } as const;
export type Tab = keyof typeof TABS;

export const isTab = (text: string): text is Tab => text in TABS;

/** The views of one store; each has an address of its own. */
export const Tabs = ({ name, tab }: { name: string; tab: Tab }) => (
  <nav aria-label="Views of this store" className="flex gap-1 border-b border-line">
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
