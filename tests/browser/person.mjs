// A person before Debian's Chromium, driven by playwright-core; told by the test through argv.
//   node JOURNEY.mjs BASE TOKENS(JSON) ENGINE NAME [SCREENSHOT_FOLDER]
// Prints one JSON line: what axe found in each state, and what the browser's console and network complained about.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [base, tokens, engine, name, shots] = process.argv.slice(2);
const require = createRequire(new URL('../../dashboard/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Runs one journey, from the page with that heading: it is given what it needs, and tells where something is not right. */
export async function journey(walk, heading = 'Sign in to Storeyard') {
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
  const violations = {};
  // The browser reports every refused request; these are on purpose: being asked to sign in (401), a change of a store
  // that is not as it was shown (412), a reserved name (422).
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|412|422)/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  /** Until what was just changed is drawn: colours turn by (very short) transitions, and axe reads what it finds. */
  async function settled() {
    await page.evaluate(async () => {
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    });
  }

  async function look(state) {
    await settled();
    // evaluate() runs through the debugger, which the page's CSP does not bind.
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document));
    violations[state] = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
    if (shots) await page.screenshot({ path: join(shots, `${engine}-${state}.png`) });
  }

  async function signIn(who) {
    await page.getByLabel('Access token').fill(JSON.parse(tokens)[who]);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  try {
    await page.goto(base);
    await page.getByRole('heading', { name: heading }).waitFor();
    await walk({ page, context, base, engine, name, look, signIn, shots, complain: (what) => complaints.push(what) });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ violations, complaints }));
}
