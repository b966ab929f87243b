import type { Overview } from '@/api/client';
import { lasting } from '@/lib/time';

const WORDS: Record<string, string> = {
  provision: 'Orders, changes, retries',
  verify: 'Test purchases',
  interactive: 'Deletions and questions',
};

export const Lanes = ({ lanes }: { lanes: Overview['lanes'] }) => (
  <table className="w-full text-sm">
    <thead>
      <tr className="text-left text-[0.8125rem] text-ink-faint">
        <th className="pb-1.5 font-normal">Lane</th>
        <th className="pb-1.5 text-right font-normal">Jobs</th>
        <th className="pb-1.5 text-right font-normal">Oldest waits</th>
      </tr>
    </thead>
    <tbody>
      {lanes.map((lane) => (
        <tr key={lane.lane} className="border-t border-line">
          <td className="py-1.5">{WORDS[lane.lane] ?? lane.lane}</td>
          <td className="py-1.5 text-right tabular">{lane.depth}</td>
          <td className="py-1.5 text-right tabular">{lane.oldestSeconds > 0 ? lasting(lane.oldestSeconds) : 'none'}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
