import { expect, it } from 'vitest';
import type { LogPage } from '@/api/client';
import { joined, LINES_KEPT } from '@/api/queries/logs';
import { asText, streamsOf } from './lines';

const line = (text: string, pod = 'web-1') => ({ at: '2026-01-01T00:00:00.000000000Z', pod, container: 'web', text });
const page = (...texts: string[]): LogPage => ({
  component: 'web',
  lines: texts.map((text) => line(text)),
  next: 'c',
  note: '',
});

it('joins what came after to what was there', () => {
  const both = joined(joined(undefined, page('a')), { ...page('b'), next: 'd', note: 'n' });
  expect(both.lines.map((one) => one.text)).toEqual(['a', 'b']);
  expect(both.lines.map((one) => one.number)).toEqual([1, 2]);
  expect([both.next, both.note]).toEqual(['d', 'n']);
});

it('forgets the oldest lines when there are too many', () => {
  const many = page(...Array.from({ length: LINES_KEPT }, (_, number) => `${number}`));
  const texts = joined(joined(undefined, many), page('new')).lines.map((one) => one.text);
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([LINES_KEPT, '1', 'new']);
});

it('names the pod of each line where it is copied', () => {
  expect(asText([line('a'), line('b', 'web-2')])).toContain('web-2/web b\n');
  expect(streamsOf([line('a'), line('b'), line('c', 'web-2')]).size).toBe(2);
});
