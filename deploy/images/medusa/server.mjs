// The shop's server, instead of `medusa start`: that one writes below $HOME, lives on broken after an uncaught exception,
// and takes a second and 50 to 80 MB more.
import module from 'node:module';
import { join } from 'node:path';

const folder = import.meta.dirname;
const { PORT } = process.env;
// Filled while the image is built; what cannot be written later is ignored.
module.enableCompileCache(join(folder, '.compile-cache'));

// A clean restart by kubelet is better than a half-broken shop.
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(1);
});
// Medusa leaves some behind when Valkey goes away; the requests concerned have got their error by then.
process.on('unhandledRejection', (error) => console.error('unhandled rejection', error));

const require = module.createRequire(import.meta.url);

// Workers wait up to 10 s for their next job in this one command. The limit that Valkey's clients have for shoppers would
// make an error of each wait, and there is no setting of theirs alone.
const { Command } = require('ioredis');
const { setTimeout: limit } = Command.prototype;
Command.prototype.setTimeout = function limitUnlessWaiting(milliseconds) {
  if (this.name !== 'bzpopmin') limit.call(this, milliseconds);
};

await require('@medusajs/medusa/commands/start').default({ directory: folder, host: '0.0.0.0', port: Number(PORT) });

// The wait for a connection has no setting and lasts 60 s: with the database gone every request would hang that long.
// All modules share this pool.
const pool = require('@medusajs/framework').container.resolve('__pg_connection__').client.pool;
pool.acquireTimeoutMillis = 5000;
