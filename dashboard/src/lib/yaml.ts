const NOT_PLAIN = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

/** A value as YAML 1.2 for people to read: plain where nobody can misread it, else quoted as in JSON. */
export function toYaml(value: unknown): string {
  return `${block(value, '').replace(/^\n/, '')}\n`;
}

/** Begins with a line break where the value needs lines of its own, else with nothing. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map((one) => item(one, indent)).join('');
  if (typeof value === 'object' && value !== null) return mapping(Object.entries(value), indent);
  return typeof value === 'string' ? text(value, indent) : String(value);
}

function mapping(entries: [string, unknown][], indent: string): string {
  if (entries.length === 0) return '{}';
  return entries
    .map(([key, value]) => `\n${indent}${plain(key)}:${spaced(block(value, nested(value, indent)))}`)
    .join('');
}

/** Lists stand at the level of their key, as kubectl writes them. */
const nested = (value: unknown, indent: string) => (Array.isArray(value) ? indent : `${indent}  `);

const spaced = (written: string) => (written.startsWith('\n') ? written : ` ${written}`);

function item(value: unknown, indent: string): string {
  const written = block(value, `${indent}  `);
  return `\n${indent}- ${written.startsWith('\n') ? written.trimStart() : written}`;
}

function text(value: string, indent: string): string {
  const lines = value.replace(/\n$/, '').split('\n');
  const isBlock = value.includes('\n') && !/^\s|\n\n$|[^\P{Cc}\n]/u.test(value);
  if (!isBlock) return plain(value);
  return `|${value.endsWith('\n') ? '' : '-'}${lines.map((line) => (line ? `\n${indent}${line}` : '\n')).join('')}`;
}

function plain(value: string): string {
  const isPlain = /^[A-Za-z_/][\w./@:+%=,() -]*$/.test(value) && !/: |[: ]$/.test(value);
  return isPlain && !NOT_PLAIN.has(value.toLowerCase()) ? value : JSON.stringify(value);
}
