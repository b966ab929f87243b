/** The project's own pages about failures, by file name without ending; a chunk of its own, loaded when one is read. */
const files = import.meta.glob<string>('../../../../docs/diagnosis/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

export const PAGES: Record<string, string> = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ''), text]),
);
