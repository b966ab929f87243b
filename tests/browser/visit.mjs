// A first visit: sign in, order a store, watch it, open it, delete it.
import { journey } from './person.mjs';

await journey(async ({ page, context, engine, name, look, signIn, shots, complain }) => {
  await look('sign-in');
  await page.getByLabel('Access token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This token is not known').waitFor();
  await signIn('ada');

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
  if (shots) await opened.screenshot({ path: `${shots}/${engine}-shop.png` });
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
  if (await sure.isEnabled()) complain('the deletion could be confirmed without typing the name');
  await page.getByLabel(/Type “/).fill(name);
  await look('delete');
  await sure.click();
  await page.getByRole('heading', { name: `${name} is deleted` }).waitFor();
  await look('receipt');
});
