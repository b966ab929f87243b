import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link } from '@/app/router';
import { buttonStyle } from '@/components/ui/button';
import { Copy } from '@/components/ui/copy';
import { type Block, blocks, type Span, spans } from './markdown';

/** The project's page about one code of a failure. */
export function DiagnosisPage({ code }: { code: string }) {
  const { data: pages } = useQuery({
    queryKey: ['diagnosis'],
    queryFn: async () => (await import('./pages')).PAGES,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!pages) return <p className="text-ink-faint">Loading…</p>;
  const page = pages[code];
  return (
    <article className="mx-auto grid max-w-2xl grid-cols-1 gap-4 *:min-w-0">
      {code !== 'README' && (
        <Link href="/diagnosis" className="justify-self-start text-sm text-ink-faint hover:text-ink">
          ← All codes
        </Link>
      )}
      {page ? <Blocks source={page} /> : <Unknown code={code} />}
    </article>
  );
}

const Unknown = ({ code }: { code: string }) => (
  <div className="grid justify-items-start gap-4">
    <h1 className="text-2xl font-semibold">No page about “{code}”</h1>
    <Link href="/" className={buttonStyle()}>
      All stores
    </Link>
  </div>
);

const Blocks = ({ source }: { source: string }) =>
  blocks(source).map((one) => <Fragment key={JSON.stringify(one)}>{shown(one)}</Fragment>);

function shown(block: Block) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? (
        <h1 className="text-2xl font-semibold">{block.text}</h1>
      ) : (
        <h2 className="mt-4 font-semibold">{block.text}</h2>
      );
    case 'code':
      return <Commands text={block.text} />;
    case 'table':
      return <Table rows={block.rows} />;
    default:
      return <p className="text-ink-soft">{spans(block.text).map(inline)}</p>;
  }
}

const Commands = ({ text }: { text: string }) => (
  <div className="relative rounded-lg bg-sunken">
    <div className="absolute top-1 right-1 rounded-lg bg-sunken">
      <Copy text={text} label="Copy the commands" />
    </div>
    <pre className="p-3 pr-12 font-mono text-[0.8125rem] break-words whitespace-pre-wrap">{text}</pre>
  </div>
);

const Table = ({ rows: [head = [], ...rows] }: { rows: string[][] }) => (
  <table className="w-full text-sm">
    <thead>
      <tr className="text-left text-[0.8125rem] text-ink-faint">
        {head.map((cell) => (
          <th key={cell} className="pr-4 pb-1.5 font-normal first-letter:uppercase">
            {cell}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row[0]} className="border-t border-line align-baseline">
          {row.map((cell) => (
            <td key={cell} className="py-1.5 pr-4 sm:first:whitespace-nowrap">
              {spans(cell).map(inline)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

function inline(span: Span, index: number) {
  const key = `${index}-${span.text}`;
  switch (span.kind) {
    case 'code':
      return (
        <code key={key} className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125em] break-words">
          {span.text}
        </code>
      );
    case 'strong':
      return (
        <strong key={key} className="font-medium text-ink">
          {span.text}
        </strong>
      );
    case 'link':
      return (
        <Link
          key={key}
          href={`/diagnosis/${span.to.replace(/\.md$/, '')}`}
          className="font-medium text-ink underline underline-offset-2"
        >
          {span.text}
        </Link>
      );
    default:
      return <Fragment key={key}>{span.text}</Fragment>;
  }
}
