// The storefront over the fake Store API on a free loopback port, which is printed: for a browser, with the headers of the
// real server.
//   node tests/serve.mjs TITLE
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { caching, HEADERS, isOurs, pageOf } from '../page.mjs';
import { FakeShop } from './fake.mjs';

const folder = join(import.meta.dirname, '../storefront');
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };
const shop = new FakeShop('pk_test');

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://shop');
  if (!isOurs(request.method, url.pathname)) return void (await store(request, response));
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  response.setHeader('cache-control', caching(url.pathname));
  const type = TYPES[extname(url.pathname)];
  if (!type)
    return void response.setHeader('content-type', 'text/html').end(pageOf({ title: process.argv[2], key: 'pk_test' }));
  response.setHeader('content-type', type).end(await readFile(join(folder, url.pathname)));
});

async function store(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString() || undefined;
  const answer = await shop.send(request.url, { method: request.method, headers: request.headers, body });
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
}

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
