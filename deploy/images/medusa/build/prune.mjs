// Shrinks node_modules from 707 to 126 MB: what only the build needs goes, and with it types, source maps and documents.
//   node build/prune.mjs NODE_MODULES
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(process.argv[2]);

/** Where the walk along the dependencies stops. */
const NOT_NEEDED = [
  // The admin is built by now; files, analytics and mail by services elsewhere are not configured.
  /^@medusajs\/(dashboard|admin-vite-plugin|admin-sdk|icons|ui|ui-preset|js-sdk|eslint-plugin)$/,
  /^@medusajs\/(file-s3|analytics-posthog|notification-sendgrid)$/,
  /^(vite|@vitejs\/.*|tailwindcss|postcss|autoprefixer|typescript|ts-node|@types\/.*|@tsconfig\/.*)$/,
  /^(@swc\/.*|esbuild|react.*|yalc|posthog-node)$/,
  // Sessions are in Valkey.
  /^(@aws-sdk\/client-dynamodb|connect-dynamodb)$/,
  // Coloured help texts; brings 21 MB of fonts.
  /^@jercle\/yargonaut$/,
  // Loaded by an instrumentation file only, which we have not.
  /^@opentelemetry\/(?!api$)/,
];
const LITTER = /\.(map|[cm]?ts|tsx|tsbuildinfo|flow|md|markdown)$/i;

const reached = new Set();
walk(dirname(root));
sweep(root);
const { files, bytes } = strip(root);
makeMigrationFolders();
console.log(`${reached.size - 1} packages, ${files} files, ${Math.round(bytes / 1e6)} MB`);

function walk(folder) {
  if (reached.has(folder)) return;
  reached.add(folder);
  const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const names = Object.keys({ ...own.dependencies, ...own.optionalDependencies, ...own.peerDependencies });
  for (const name of names.filter((one) => !NOT_NEEDED.some((pattern) => pattern.test(one)))) {
    const found = find(name, folder);
    if (found) walk(found);
  }
}

/** As Node resolves a package: upwards from whoever asks. */
function find(name, from) {
  for (let folder = from; folder.startsWith(dirname(root)); folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(path)) return realpathSync(path);
  }
}

function sweep(modules) {
  for (const name of readdirSync(modules).filter((one) => !one.startsWith('.'))) {
    const path = join(modules, name);
    if (name.startsWith('@')) sweepScope(path);
    else if (!reached.has(path)) rmSync(path, { recursive: true });
    else if (existsSync(join(path, 'node_modules'))) sweep(join(path, 'node_modules'));
  }
}

function sweepScope(path) {
  sweep(path);
  if (!readdirSync(path).length) rmdirSync(path);
}

function strip(folder) {
  const sum = { files: 0, bytes: 0 };
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) add(sum, strip(path));
    else if (LITTER.test(entry.name)) rmSync(path);
    else if (entry.isFile()) add(sum, { files: 1, bytes: statSync(path).size });
  }
  return sum;
}

function add(sum, { files, bytes }) {
  sum.files += files;
  sum.bytes += bytes;
}

/** Medusa makes them when it migrates, and fails where files are read-only. */
function makeMigrationFolders() {
  const scope = join(root, '@medusajs');
  for (const name of readdirSync(scope).filter((one) => existsSync(join(scope, one, 'dist'))))
    mkdirSync(join(scope, name, 'dist', 'migrations'), { recursive: true });
}
