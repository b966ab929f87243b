// Migrates the empty scratch database. A process of its own: migrating leaves hollow modules behind in it.
import { folder, loaders, require } from './medusa.mjs';

const container = await loaders.initializeContainer(folder);
const { migrate } = require('@medusajs/medusa/commands/db/migrate');
// Never asks (links that would lose data are left alone); without the scripts and search indexes, for which it starts
// processes that need a writable home and whose exit codes it drops.
const options = { executeSafeLinks: true, executeSafeSearch: true, skipScripts: true, skipSearch: true };
const done = await migrate({ directory: folder, ...options, logger: container.resolve('logger'), container });
process.exit(done ? 0 : 1);
