import { Pause, Play } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { type NumberedLine, useLogs } from '@/api/queries/logs';
import { Button } from '@/components/ui/button';
import { Copy } from '@/components/ui/copy';
import { ErrorNotice } from '@/components/ui/notice';
import { asText, clock, streamsOf } from './lines';

/** The last lines of one component; new ones are asked for while this is open and not paused. */
export function Lines({ name, component }: { name: string; component: string }) {
  const [following, setFollowing] = useState(true);
  const { data: page, error } = useLogs(name, component, following);
  const lines = page?.lines ?? [];
  return (
    <div className="grid grid-cols-1 gap-2">
      <Bar component={component} lines={lines} following={following} onTurn={() => setFollowing(!following)} />
      {error && <ErrorNotice error={error} />}
      {lines.length > 0 && <Scroller lines={lines} label={`Log of ${component}`} />}
      {!page && !error && <p className="text-sm text-ink-faint">Asking a worker…</p>}
      {page?.note && <p className="text-[0.8125rem] break-words text-ink-soft">{page.note}</p>}
    </div>
  );
}

type BarProps = { component: string; lines: NumberedLine[]; following: boolean; onTurn: () => void };

const Bar = ({ component, lines, following, onTurn }: BarProps) => (
  <div className="flex items-center gap-2">
    <p className="mr-auto text-[0.8125rem] text-ink-faint tabular">
      {following ? `Following ${component}` : 'Paused'}
      {lines.length > 0 && ` · ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`}
    </p>
    {lines.length > 0 && <Copy text={asText(lines)} label="Copy the log" />}
    <Button size="sm" onClick={onTurn}>
      {following ? <Pause aria-hidden /> : <Play aria-hidden />} {following ? 'Pause' : 'Follow'}
    </Button>
  </div>
);

/** Stays at the newest line as long as the reader is there. */
function Scroller({ lines, label }: { lines: NumberedLine[]; label: string }) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const newest = lines.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last line is what this waits for
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [newest]);
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current as HTMLElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
  };
  const several = streamsOf(lines).size > 1;
  return (
    <section
      ref={box}
      onScroll={onScroll}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[28rem] overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-relaxed"
    >
      <ol>
        {lines.map((line) => (
          <li key={line.number} className="break-words whitespace-pre-wrap">
            <time dateTime={line.at} className="text-ink-faint">
              {clock(line.at)}
            </time>{' '}
            {several && <span className="text-ink-faint">{line.pod} </span>}
            {line.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
