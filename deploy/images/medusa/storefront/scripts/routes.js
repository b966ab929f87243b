/** The pages of the shop by their paths. */
const PAGES = [
  ['products', /^\/$/],
  ['product', /^\/products\/([^/]+)$/],
  ['cart', /^\/cart$/],
  ['checkout', /^\/checkout$/],
  ['order', /^\/orders\/([^/]+)$/],
];

/** Which page a path names, and the one thing on it; null for a path that no page has. */
export function pageAt(path) {
  for (const [page, pattern] of PAGES) {
    const found = pattern.exec(path);
    if (found) return { page, subject: decoded(found[1]) };
  }
  return null;
}

function decoded(part = '') {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
