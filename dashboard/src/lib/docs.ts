/** Where this page shows a document that the api names by its path in the project, as docs/diagnosis/crash-loop.md. */
export const pagePath = (docs: string) => docs.replace(/^docs/, '').replace(/\.md$/, '');
