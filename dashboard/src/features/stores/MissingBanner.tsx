import { useMe } from '@/api/queries/me';
import { useOverview } from '@/api/queries/overview';
import { Link } from '@/app/router';
import { MissingCheck } from '@/components/checks';

const EVERY_SECONDS = 30;

/** Tells administrators what a process found missing, before the first store fails for it. */
export function MissingBanner() {
  const enabled = useMe().data?.role === 'admin';
  const checks = useOverview({ everySeconds: EVERY_SECONDS, enabled }).data?.checks ?? [];
  const missing = checks.filter((check) => !check.ok);
  if (missing.length === 0) return null;
  return (
    <section aria-label="What is missing" className="mb-6 grid gap-3 rounded-card bg-bad-wash p-5">
      {missing.slice(0, 2).map((check) => (
        <MissingCheck key={`${check.process}/${check.name}`} check={check} />
      ))}
      <Link href="/overview" className="justify-self-start text-sm font-medium underline underline-offset-2">
        {missing.length > 2 ? `All ${missing.length} in the overview` : 'Overview'}
      </Link>
    </section>
  );
}
