import path from 'node:path';
import { defineMiddlewares } from '@medusajs/framework/http';
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import express from 'express';
import { title } from '../lib/title';

const FOLDER = path.join(process.cwd(), 'storefront');
const { HEADERS, caching, isOurs, pageOf } = require(path.join(process.cwd(), 'page.mjs'));

const files = express.static(FOLDER, {
  index: false,
  redirect: false,
  setHeaders: (response, file) => response.setHeader('cache-control', caching(file)),
});

/** The storefront's files; every other path without a dot is its page, which finds its way by itself. */
function storefront(request: MedusaRequest, response: MedusaResponse, next: MedusaNextFunction): void {
  if (!isOurs(request.method, request.path)) return next();
  response.set(HEADERS);
  // Express brings types of its own, which Medusa's are not.
  files(request as never, response as never, (error?: unknown) => {
    if (error || path.extname(request.path)) return next(error as Error);
    show(request, response).catch(next);
  });
}

async function show(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const key = process.env.PUBLISHABLE_KEY ?? '';
  response
    .set('cache-control', 'no-cache')
    .type('html')
    .send(pageOf({ title: await title(request.scope), key }));
}

export default defineMiddlewares({ routes: [{ matcher: '/', middlewares: [storefront] }] });
