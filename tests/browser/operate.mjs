// A day with a store: a dry run before the order, a change, its history, logs and objects; the overview for administrators.
import { journey } from './person.mjs';

await journey(async ({ page, base, engine, name, look, signIn, complain }) => {
  const button = (label) => page.getByRole('button', { name: label, exact: true });
  const link = (label) => page.getByRole('link', { name: label, exact: true });
  const textbox = (label) => page.getByRole('textbox', { name: label, exact: true });
  const fits = async (state) => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) complain(`${state} is ${over} px too wide`);
  };

  await signIn('ada');
  if (await link('Overview').count()) complain('an owner is shown the way to the overview');

  // What would be refused stands at its field before anything is ordered.
  await page.goto(`${base}/new`);
  await page.getByRole('radio', { name: 'WooCommerce' }).click();
  await textbox('Name').fill('www');
  await page.getByText('reserved for the platform').waitFor();
  await textbox('Name').fill(name);
  await page.getByText('Details of the shop').click();
  await textbox('Currency').fill('xyz');
  await page.getByText('There is no currency with this ISO 4217 code').waitFor();
  await textbox('Currency').fill('eur');
  const preview = page.getByRole('region', { name: 'What will be created' });
  await preview.getByText(/\d GiB/).first().waitFor();
  await preview.getByText(/\d+ objects/).click();
  await preview.getByText('StatefulSet').last().waitFor();
  await look('preview');
  await button('Create store').click();
  await page.getByText('Ready', { exact: true }).waitFor();

  // Somebody else changes the store while the dialog is open: nothing is saved, and the page says why.
  await button('Change…').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Medium' }).click();
  await page.evaluate(async (path) => {
    const answer = await fetch(path, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"protected": true}' });
    if (!answer.ok) throw new Error(`PATCH said ${answer.status}`);
    while ((await (await fetch(path)).json()).generation < 2) await new Promise((done) => setTimeout(done, 50));
  }, `/api/v1/stores/${name}`);
  await button('Save changes').click();
  await dialog.getByText('The store was changed while this was open').waitFor();
  await look('change-refused');
  await button('Load it again').click();
  await dialog.getByRole('switch', { name: 'Protected', checked: true }).waitFor();
  await textbox('Currency').fill('XYZ');
  await button('Save changes').click();
  await dialog.getByText('There is no currency with this ISO 4217 code').waitFor();
  await textbox('Currency').fill('EUR');
  await dialog.getByRole('radio', { name: 'Medium' }).click();
  await button('Save changes').click();
  await dialog.waitFor({ state: 'detached' });

  // A protected store says so and cannot be deleted; its history has both changes, the newest first.
  await page.getByText('Take the protection off first').waitFor();
  if (await button('Delete store…').isEnabled()) complain('a protected store can be deleted');
  await link('History').click();
  await page.getByText('plan small → medium').waitFor();
  await page.getByText('protection on').waitFor();
  const changes = await page.getByRole('listitem').filter({ hasText: 'Changed' }).allInnerTexts();
  if (!changes[0]?.includes('medium')) complain(`the newest change is not first: ${changes}`);
  await page.getByText('Ready', { exact: true }).first().waitFor();
  await look('history');

  // The log goes on by itself.
  await link('Logs').click();
  await page.getByText('These logs are simulated').waitFor();
  await page.getByRole('radio', { name: 'database' }).click();
  const lines = page.getByRole('region', { name: 'Log of database' }).getByRole('listitem');
  await lines.first().waitFor();
  const before = await lines.count();
  await lines.nth(before).waitFor();
  await look('logs');

  await link('Objects').click();
  const secret = page.locator('details', { hasText: 'Secret' }).first();
  await secret.locator('summary').click();
  const yaml = await secret.getByRole('region').innerText();
  if (!yaml.includes('•••')) complain(`the secret is not masked: ${yaml}`);
  await look('objects');

  await page.setViewportSize({ width: 420, height: 820 });
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const [tab, state] of [['Logs', 'logs'], ['History', 'history'], ['Status', 'status'], ['Objects', 'objects']]) {
    await link(tab).click();
    await page.getByText({ logs: 'Following', history: 'Newest first', status: 'About this store', objects: 'Objects in the cluster' }[state]).first().waitFor();
    await look(`${state}-narrow-dark`);
    await fits(state);
  }

  // The same page for an administrator.
  await button('Sign out').click();
  await page.getByRole('heading', { name: 'Sign in to Storeyard' }).waitFor();
  await signIn('admin');
  await link('Overview').click();
  await page.getByRole('heading', { name: '1 store', exact: true }).waitFor();
  await page.getByText('master-key').waitFor();
  await look('overview-narrow-dark');
  await fits('the overview');
  await page.setViewportSize({ width: 1120, height: 820 });
  await page.emulateMedia({ colorScheme: 'light' });
  await look('overview');
  await page.goto(`${base}/diagnosis/crash-loop`);
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
  await look('diagnosis');
});
