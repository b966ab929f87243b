import { isSignedOut } from '@/api/client';
import { useMe } from '@/api/queries/me';
import { useStores } from '@/api/queries/stores';
import { ErrorNotice } from '@/components/ui/notice';
import { CreateStore } from '@/features/create-store/CreateStore';
import { DiagnosisPage } from '@/features/diagnosis/DiagnosisPage';
import { OverviewPage } from '@/features/overview/OverviewPage';
import { ReceiptPage } from '@/features/receipt/ReceiptPage';
import { SignIn } from '@/features/session/SignIn';
import { StoreDetail } from '@/features/store-detail/StoreDetail';
import { StoreList } from '@/features/stores/StoreList';
import { useLive } from '@/live/useLive';
import { usePath } from './router';
import { Shell } from './Shell';

export function App() {
  const me = useMe();
  const stores = useStores();
  if (isSignedOut(me.error) || isSignedOut(stores.error)) return <SignIn />;
  if (me.error) {
    return (
      <main className="mx-auto max-w-xl px-5 py-24">
        <ErrorNotice error={me.error} />
      </main>
    );
  }
  return me.data ? <SignedIn /> : null;
}

function SignedIn() {
  const live = useLive();
  return (
    <Shell live={live}>
      <Page />
    </Shell>
  );
}

function Page() {
  const [, first = '', second = '', third = ''] = usePath().split('/');
  if (first === 'new') return <CreateStore />;
  if (first === 'stores' && second) return <StoreDetail name={decodeURIComponent(second)} tab={third} />;
  if (first === 'overview') return <OverviewPage />;
  if (first === 'diagnosis') return <DiagnosisPage code={second || 'README'} />;
  if (first === 'receipts' && second) return <ReceiptPage uid={decodeURIComponent(second)} />;
  return <StoreList />;
}
