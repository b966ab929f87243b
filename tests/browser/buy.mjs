// A visitor of a Medusa shop: look at the products, take two, change one's mind, buy by keyboard, read the order number.
import { journey } from './person.mjs';

const ANN = {
  'E-mail': 'ann@shop.example',
  'First name': 'Ann',
  'Last name': 'Baker',
  'Street and number': 'Mill Lane 1',
  Postcode: '10115',
  City: 'Berlin',
};

await journey(async ({ page, base, look, complain }) => {
  const narrow = async () => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (wide) complain(`${new URL(page.url()).pathname} is wider than a phone`);
  };
  const arrived = async (name) => {
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    const focused = await page.evaluate(() => document.activeElement.tagName);
    if (focused !== 'H1') complain(`after going to “${name}” the focus is on ${focused}`);
    await narrow();
  };

  await page.setViewportSize({ width: 360, height: 740 });
  await narrow();
  await look('shop-products');
  const handles = await page.locator('.products a').evaluateAll((links) => links.map((link) => link.pathname));
  if (!handles.length || handles.some((path) => path.includes('canary'))) complain(`the list is ${handles}`);

  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'Skip to the content' }).waitFor();
  await page.getByRole('link', { name: /mug/i }).first().press('Enter');
  await arrived(/mug/i);
  await look('shop-product');
  await page.getByRole('button', { name: 'Add to cart' }).press('Enter');
  await page.getByRole('status').getByText(/is in your cart/).waitFor();
  await page.goBack();
  await arrived(/Welcome to/);
  await page.getByRole('link', { name: /shirt/i }).click();
  await arrived(/shirt/i);
  await page.getByRole('radio', { name: 'M', exact: true }).check();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByText('(2)').waitFor();

  await page.getByRole('link', { name: /^Cart/ }).click();
  await arrived('Cart');
  await page.getByLabel(/How many of .*mug/i).selectOption('2');
  await page.getByText('(3)').waitFor();
  await look('shop-cart');
  await page.getByRole('button', { name: /Take out .*shirt/i }).click();
  await page.getByText('(2)').waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Check out' }).click();

  await arrived('Checkout');
  for (const [label, value] of Object.entries(ANN)) await page.getByLabel(label, { exact: true }).fill(value);
  await look('shop-address');
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  await page.getByRole('radio', { name: /^By agreement/ }).waitFor();
  await page.locator('.sums .total').waitFor();
  await look('shop-checkout');
  await page.getByRole('button', { name: 'Order and pay' }).press('Enter');

  await arrived('Thank you for your order');
  const number = await page.locator('#order-number').textContent();
  if (!/^\d+$/.test(number)) complain(`the order number is ${number}`);
  await look('shop-order');
  await page.reload();
  await page.getByText(`Your order number is ${number}.`).waitFor();
  await page.goto(`${base}/cart`);
  await page.getByText('Your cart is empty.').waitFor();

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${base}/`);
  await page.getByRole('heading', { name: /Welcome to/ }).waitFor();
  await look('shop-products-dark');
}, /Welcome to/);
