import { expect, it } from 'vitest';
import { blocks, spans } from './markdown';
import { PAGES } from './pages';

it('reads headings, text over several lines, code and tables', () => {
  const source = '# a\n\nb\nc\n\n```sh\n# no heading\n\nd\n```\n\n| x | y |\n|---|---|\n| 1 | 2 |\n';
  expect(blocks(source)).toEqual([
    { kind: 'heading', level: 1, text: 'a' },
    { kind: 'text', text: 'b c' },
    { kind: 'code', text: '# no heading\n\nd' },
    {
      kind: 'table',
      rows: [
        ['x', 'y'],
        ['1', '2'],
      ],
    },
  ]);
});

it('reads code, links and what is strong within a line', () => {
  expect(spans('see `x` or [y](y.md), **not** z')).toEqual([
    { kind: 'text', text: 'see ' },
    { kind: 'code', text: 'x' },
    { kind: 'text', text: ' or ' },
    { kind: 'link', text: 'y', to: 'y.md' },
    { kind: 'text', text: ', ' },
    { kind: 'strong', text: 'not' },
    { kind: 'text', text: ' z' },
  ]);
});

it.each(Object.keys(PAGES))('%s begins with its code and has nothing that is not understood', (code) => {
  const read = blocks(PAGES[code] ?? '');
  expect(read[0]?.kind).toBe('heading');
  for (const one of read) {
    if (one.kind === 'text') expect(one.text).not.toMatch(/^(#|```|>|[-*] |\d+\. |\|)/);
  }
});

it('leads only to pages that are there', () => {
  const links = Object.values(PAGES).flatMap((page) => [...page.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]));
  expect(links.filter((to) => !((to ?? '').replace(/\.md$/, '') in PAGES))).toEqual([]);
});
