import type { LogLine } from '@/api/client';

/** The time of day here; a date alone never tells lines apart. */
export const clock = (at: string) => new Date(at).toLocaleTimeString('en-GB');

export const streamsOf = (lines: LogLine[]) => new Set(lines.map((line) => `${line.pod}/${line.container}`));

/** As kubectl logs --timestamps --prefix writes it, to be copied. */
export const asText = (lines: LogLine[]) =>
  lines.map((line) => `${line.at} ${line.pod}/${line.container} ${line.text}\n`).join('');
