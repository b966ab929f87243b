import type { ReactNode } from 'react';
import type { Overview } from '@/api/client';
import { useOverview } from '@/api/queries/overview';
import { Link } from '@/app/router';
import { MissingCheck, PassedCheck } from '@/components/checks';
import { Card } from '@/components/ui/card';
import { ErrorNotice } from '@/components/ui/notice';
import { PhaseMark } from '@/components/ui/phase';
import { When } from '@/components/ui/when';
import { engineTitle } from '@/lib/engines';
import { Lanes } from './Lanes';
import { Times } from './Times';

const EVERY_SECONDS = 5;
const PHASES = ['Ready', 'Provisioning', 'Queued', 'Degraded', 'Failed', 'Deleting'] as const;

/** The whole platform at a glance, for administrators. */
export function OverviewPage() {
  const { data, error } = useOverview({ everySeconds: EVERY_SECONDS });
  return (
    <div className="grid grid-cols-1 gap-6 *:min-w-0">
      <header>
        <h1 className="text-2xl font-semibold">Overview</h1>
        {data && (
          <p className="text-sm text-ink-soft">
            Storeyard {data.version} on Kubernetes {data.mark.clusterVersion}
          </p>
        )}
      </header>
      {error && <ErrorNotice error={error} />}
      {data && <Counts overview={data} />}
      {!data && !error && <p className="text-ink-faint">Counting…</p>}
    </div>
  );
}

const Counts = ({ overview }: { overview: Overview }) => (
  <>
    <Missing overview={overview} />
    <Phases overview={overview} />
    <div className="grid grid-cols-1 items-start gap-6 md:grid-cols-2 *:min-w-0">
      <Section title="Queues">
        <Lanes lanes={overview.lanes} />
      </Section>
      <Section title="How long it takes">
        <Times applied={overview.applied} ready={overview.ready} />
      </Section>
      <Section title="On its way for longest">
        <Oldest one={overview.oldestUnfinished} />
      </Section>
      <Section title="Why stores fail">
        <Failures failures={overview.failures} />
      </Section>
    </div>
    <Section title="What the processes need">
      <Passed overview={overview} />
    </Section>
  </>
);

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card aria-label={title} className="grid grid-cols-1 gap-4 p-6 *:min-w-0">
    <h2 className="font-semibold">{title}</h2>
    {children}
  </Card>
);

function Missing({ overview }: { overview: Overview }) {
  const missing = overview.checks.filter((check) => !check.ok);
  if (missing.length === 0) return null;
  return (
    <section aria-label="What is missing" className="grid gap-4 rounded-card bg-bad-wash p-6">
      <h2 className="font-semibold text-bad-ink">Something that stores need is missing</h2>
      {missing.map((check) => (
        <MissingCheck key={`${check.process}/${check.name}`} check={check} />
      ))}
    </section>
  );
}

const Phases = ({ overview }: { overview: Overview }) => (
  <Card aria-label="Stores" className="grid gap-4 p-6">
    <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <h2 className="mr-auto font-semibold">
        {overview.stores} {overview.stores === 1 ? 'store' : 'stores'}
      </h2>
      <p className="text-sm text-ink-soft tabular">
        {Object.entries(overview.engines)
          .map(([engine, count]) => `${engineTitle(engine)} ${count}`)
          .join(' · ')}
      </p>
    </header>
    <dl className="grid grid-cols-2 gap-4 sm:grid-cols-6">
      {PHASES.map((phase) => (
        <div key={phase} className="flex flex-col-reverse">
          <dt>
            <PhaseMark phase={phase} className="text-[0.8125rem]" />
          </dt>
          <dd className="text-2xl font-medium tabular">{overview.phases[phase] ?? 0}</dd>
        </div>
      ))}
    </dl>
  </Card>
);

const Oldest = ({ one }: { one: Overview['oldestUnfinished'] }) =>
  one ? (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      <Link href={`/stores/${one.name}`} className="font-medium hover:text-accent">
        {one.name}
      </Link>
      <PhaseMark phase={one.phase} />
      <span className="text-ink-faint">
        {one.owner}, ordered <When at={one.createdAt} />
      </span>
    </div>
  ) : (
    <p className="text-sm text-ink-soft">No store is on its way.</p>
  );

function Failures({ failures }: { failures: Overview['failures'] }) {
  const codes = Object.entries(failures).sort(([, a], [, b]) => b - a);
  if (codes.length === 0) return <p className="text-sm text-ink-soft">No store is Failed or Degraded.</p>;
  return (
    <ul className="grid gap-1.5 text-sm">
      {codes.map(([code, count]) => (
        <li key={code} className="flex justify-between gap-4">
          <Link href={`/diagnosis/${code}`} className="font-mono text-[0.8125rem] hover:text-accent">
            {code}
          </Link>
          <span className="tabular">{count}</span>
        </li>
      ))}
    </ul>
  );
}

function Passed({ overview }: { overview: Overview }) {
  const passed = overview.checks.filter((check) => check.ok);
  if (overview.checks.length === 0) return <p className="text-sm text-ink-soft">No process has looked yet.</p>;
  if (passed.length === 0) return <p className="text-sm text-ink-soft">Nothing of it is there yet; see above.</p>;
  return (
    <div className="grid gap-2">
      {passed.map((check) => (
        <PassedCheck key={`${check.process}/${check.name}`} check={check} />
      ))}
    </div>
  );
}
