// The storefront's one page and the headers of all its files. Plain JavaScript beside the compiled server, so that the
// storefront can be served and tested without Medusa.
import { readFileSync } from 'node:fs';

/** No script or style but files of this host. Pictures may come from elsewhere: merchants use addresses of their own. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** Medusa's own paths, which the storefront never touches. */
const MEDUSA = /^\/(store|admin|auth|app|static|hooks|cloud|health|readyz|probe)(\/|$)/;

/** Whether the storefront answers that request. */
export const isOurs = (method, path) => (method === 'GET' || method === 'HEAD') && !MEDUSA.test(path);

/** Asked for anew with an ETag, so that a new image shows at once; only pictures may be kept for an hour. */
export const caching = (file) => (/\.(svg|png|webp|jpe?g)$/.test(file) ? 'public, max-age=3600' : 'no-cache');

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => escapes[sign]);

// Not among the files that are served as they are.
const TEMPLATE = readFileSync(`${import.meta.dirname}/page.html`, 'utf8');

/** The page of a shop: its title for readers and search engines, its key for the scripts (public by design). */
export const pageOf = ({ title, key }) =>
  TEMPLATE.replaceAll('{{title}}', () => escaped(title)).replaceAll('{{key}}', () => escaped(key));
