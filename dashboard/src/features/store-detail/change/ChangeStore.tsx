import { useVersion } from '@/api/queries/version';
import { Button } from '@/components/ui/button';
import { Modal, ModalClose, ModalHead } from '@/components/ui/modal';
import { ErrorNotice } from '@/components/ui/notice';
import { ChangeForm } from './ChangeForm';

type Props = { name: string; label?: string };

/** The button “Change…” and its dialog. */
export const ChangeStore = ({ name, label = 'Change…' }: Props) => (
  <Modal label={label} className="w-[min(36rem,calc(100vw-2rem))]">
    {(close) => <Change name={name} onDone={close} />}
  </Modal>
);

/** The form shows the store as it is when the dialog opens, and asks to change that and no other version. */
function Change({ name, onDone }: { name: string; onDone: () => void }) {
  const { data: version, dataUpdatedAt, error, refetch } = useVersion(name);
  return (
    <div className="grid gap-6">
      <ModalHead title={`Change ${name}`}>
        Only what you change here is set in the shop; all else stays as the merchant left it.
      </ModalHead>
      {version && (
        <ChangeForm
          key={dataUpdatedAt}
          store={version.store}
          etag={version.etag}
          onDone={onDone}
          onReload={() => void refetch()}
        />
      )}
      {error && !version && <Unreadable error={error} onRetry={() => void refetch()} />}
      {!error && !version && <p className="text-ink-faint">Loading…</p>}
    </div>
  );
}

const Unreadable = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <>
    <ErrorNotice error={error} />
    <div className="flex justify-end gap-3">
      <ModalClose>Close</ModalClose>
      <Button onClick={onRetry}>Load again</Button>
    </div>
  </>
);
