import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caching, isOurs, pageOf, POLICY } from '../page.mjs';

test('a title cannot become markup', () => {
  const html = pageOf({ title: `Ann's "<script>" & $& shop`, key: 'pk_1' });
  assert.ok(html.includes(`content="Ann's &quot;&lt;script&gt;&quot; &amp; $&amp; shop"`));
  assert.ok(!html.includes('<script>'));
  assert.ok(!html.includes('{{'));
});

test('nothing but files of this host may run', () => {
  assert.ok(!POLICY.includes('unsafe'));
  assert.ok(POLICY.startsWith("default-src 'none'; script-src 'self';"));
});

test("Medusa's own paths and everything but reading are left to Medusa", () => {
  for (const path of [
    '/store/regions',
    '/admin',
    '/app',
    '/app/orders',
    '/static/a.png',
    '/health',
    '/readyz',
    '/probe/x',
  ])
    assert.equal(isOurs('GET', path), false, path);
  for (const path of ['/', '/products/mug', '/storefront', '/apples', '/shop.css'])
    assert.equal(isOurs('GET', path), true, path);
  assert.equal(isOurs('POST', '/'), false);
});

test('only pictures are kept without asking', () => {
  assert.equal(caching('/srv/pictures/mug.svg'), 'public, max-age=3600');
  assert.equal(caching('/srv/scripts/main.js'), 'no-cache');
});
