import { ApiError } from '@/api/client';
import { Button } from '@/components/ui/button';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { TEXTS } from './values';

const AT_A_FIELD = ['plan', ...TEXTS.map((name) => `options.${name}`)];

/** Why a change was not accepted, unless that stands at its field; what went by in between can be loaded. */
export function Refused({ error, onReload }: { error: unknown; onReload: () => void }) {
  const problem = error instanceof ApiError ? error : undefined;
  const status = problem?.problem.status;
  if (AT_A_FIELD.some((path) => problem?.field(path))) return null;
  if (status !== 409 && status !== 412) return <ErrorNotice error={error} />;
  return (
    <div role="alert">
      <Notice look="warn">
        <p className="font-medium">
          {status === 412 ? 'The store was changed while this was open' : problem?.problem.title}
        </p>
        <p className="mb-3">
          {status === 412
            ? 'Nothing was saved. Load the store as it is now, then decide again.'
            : `${problem?.problem.detail} Nothing was saved.`}
        </p>
        <Button size="sm" onClick={onReload}>
          Load it again
        </Button>
      </Notice>
    </div>
  );
}
