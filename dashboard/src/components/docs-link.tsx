import { Link } from '@/app/router';
import { pagePath } from '@/lib/docs';

/** From a diagnosis to the page about its code. */
export const DocsLink = ({ docs, code }: { docs: string; code: string }) => (
  <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
    <Link href={pagePath(docs)} className="font-medium underline underline-offset-2">
      What it means and how to mend it
    </Link>
    <code className="font-mono text-xs text-ink-soft">{code}</code>
  </p>
);
