// One visit of a person to the page, driven by playwright-core over Debian's Chromium; told by the test through argv.
//   node visit.mjs BASE TOKEN ENGINE NAME [SCREENSHOT_FOLDER]
// Prints one JSON line: what axe found in each state, and what the browser's console and network complained about.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [base, token, engine, name, shots] = process.argv.slice(2);
const require = createRequire(new URL('../../dashboard/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const profile = mkdtempSync(join(tmpdir(), 'storeyard-browser-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.STOREYARD_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  viewport: { width: 1120, height: 820 },
  reducedMotion: 'reduce',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const page = await context.newPage();
page.setDefaultTimeout(45_000);
const complaints = [];
// The browser reports every refused request; being asked to sign in (401) and a reserved name (422) are on purpose.
page.on('console', (message) => {
  if (message.type() === 'error' && !/status of (401|422)/.test(message.text())) complaints.push(message.text());
});
page.on('pageerror', (error) => complaints.push(String(error)));
const violations = {};

async function look(state) {
  // evaluate() runs through the debugger, which the page's CSP does not bind.
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  violations[state] = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
  if (shots) await page.screenshot({ path: join(shots, `${engine}-${state}.png`) });
}

try {
  await page.goto(base);
  await page.getByRole('heading', { name: 'Sign in to Storeyard' }).waitFor();
  await look('sign-in');
  await page.getByLabel('Access token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This token is not known').waitFor();
  await page.getByLabel('Access token').fill(token);
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Your first store' }).waitFor();
  await page.getByText('Simulated cluster').waitFor();
  await look('empty');
  await page.getByRole('link', { name: 'Create store' }).click();

  await page.getByRole('radio', { name: engine === 'medusa' ? 'Medusa' : 'WooCommerce' }).click();
  const field = page.getByRole('textbox', { name: 'Name', exact: true });
  await field.fill('my--shop');
  await page.getByText('Not two hyphens in a row.').waitFor();
  await field.fill('www');
  await page.getByRole('button', { name: 'Create store' }).click();
  await page.getByText('reserved for the platform').waitFor();
  await field.fill(name);
  await page.getByText(`://${name}.localhost`).waitFor();
  await look('create');
  await page.getByRole('button', { name: 'Create store' }).click();

  await page.getByRole('heading', { name, exact: true }).waitFor();
  await page.getByText(/Provisioning|Queued/).first().waitFor();
  await look('provisioning');
  const shop = page.getByRole('link', { name: 'Open shop' });
  await shop.waitFor();
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Reveal' }).click();
  await page.getByRole('button', { name: 'Copy the password' }).waitFor();
  await look('ready');

  const [opened] = await Promise.all([context.waitForEvent('page'), shop.click()]);
  await opened.getByText(/simulated/i).first().waitFor();
  if (shots) await opened.screenshot({ path: join(shots, `${engine}-shop.png`) });
  await opened.close();

  await page.getByRole('link', { name: '← All stores' }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  await look('list');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look('list-dark');
  await page.getByRole('link', { name, exact: true }).click();
  await look('ready-dark');

  await page.getByRole('button', { name: 'Delete store…' }).click();
  const sure = page.getByRole('button', { name: 'Delete for good' });
  if (await sure.isEnabled()) complaints.push('the deletion could be confirmed without typing the name');
  await page.getByLabel(/Type “/).fill(name);
  await look('delete');
  await sure.click();
  await page.getByRole('heading', { name: `${name} is deleted` }).waitFor();
  await look('receipt');
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify({ violations, complaints }));
