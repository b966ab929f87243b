import type { Overview } from '@/api/client';
import { precise } from '@/lib/time';

type Props = Pick<Overview, 'applied' | 'ready'>;

/** From the start of an attempt; over the stores whose last attempt came that far. */
export const Times = ({ applied, ready }: Props) => (
  <table className="w-full text-sm">
    <thead>
      <tr className="text-left text-[0.8125rem] text-ink-faint">
        <th className="pb-1.5 font-normal">Until</th>
        <th className="pb-1.5 pl-3 text-right font-normal">Median</th>
        <th className="pb-1.5 pl-3 text-right font-normal">95 %</th>
        <th className="pb-1.5 pl-3 text-right font-normal">Stores</th>
      </tr>
    </thead>
    <tbody>
      <Row title="Kubernetes has everything" times={applied} />
      <Row title="A purchase went through" times={ready} />
    </tbody>
  </table>
);

const Row = ({ title, times }: { title: string; times: Overview['ready'] }) => (
  <tr className="border-t border-line">
    <td className="py-1.5 pr-2">{title}</td>
    <td className="py-1.5 pl-3 text-right whitespace-nowrap tabular">{precise(times.p50)}</td>
    <td className="py-1.5 pl-3 text-right whitespace-nowrap tabular">{precise(times.p95)}</td>
    <td className="py-1.5 pl-3 text-right tabular">{times.count}</td>
  </tr>
);
