// Medusa loaded as the server loads it, for the steps of the build; run from the server's folder.
import module from 'node:module';

export const folder = process.cwd();
export const require = module.createRequire(`${folder}/package.json`);
export const version = require('@medusajs/medusa/package.json').version;
export const loaders = require('@medusajs/medusa/loaders/index');
