/** The few forms of Markdown that docs/diagnosis uses. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'table'; rows: string[][] }
  | { kind: 'text'; text: string };
export type Span = { kind: 'text' | 'code' | 'strong'; text: string } | { kind: 'link'; text: string; to: string };

export function blocks(source: string): Block[] {
  const pieces = source.split(/(^```[\s\S]*?^```$)/m);
  return pieces.flatMap((piece) => (piece.startsWith('```') ? [code(piece)] : piece.split(/\n{2,}/).flatMap(block)));
}

const code = (piece: string): Block => ({ kind: 'code', text: piece.replace(/^```.*\n|\n```$/g, '') });

function block(piece: string): Block[] {
  const text = piece.trim();
  if (!text) return [];
  const heading = /^(#+) (.*)$/.exec(text);
  if (heading) return [{ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' }];
  if (text.startsWith('|')) return [{ kind: 'table', rows: text.split('\n').filter(isRow).map(cells) }];
  return [{ kind: 'text', text: text.replace(/\n/g, ' ') }];
}

const isRow = (line: string) => !/^[|\s:-]+$/.test(line);
const cells = (line: string) =>
  line
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

export function spans(text: string): Span[] {
  return text.split(/(`[^`]+`|\[[^\]]+\]\([^)]+\)|\*\*[^*]+\*\*)/).flatMap((piece): Span[] => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(piece);
    if (link) return [{ kind: 'link', text: link[1] ?? '', to: link[2] ?? '' }];
    if (/^`.+`$/.test(piece)) return [{ kind: 'code', text: piece.slice(1, -1) }];
    if (/^\*\*.+\*\*$/.test(piece)) return [{ kind: 'strong', text: piece.slice(2, -2) }];
    return piece ? [{ kind: 'text', text: piece }] : [];
  });
}
