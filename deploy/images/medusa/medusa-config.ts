import { defineConfig } from '@medusajs/framework/utils';

// Everything comes from the environment; no loadEnv(), since a stray .env file must not win over the pod.
const env = process.env;
const redisUrl = env.REDIS_URL;

// All of Medusa's clients wait for ever by default, so that a shopper's request would hang while Valkey is away.
const redisOptions = { connectTimeout: 2000, commandTimeout: 5000, maxRetriesPerRequest: 2 };

// The queue (BullMQ) refuses a limit of retries.
const eventBus = { resolve: '@medusajs/medusa/event-bus-redis', options: { redisUrl } };

const workflows = {
  resolve: '@medusajs/medusa/workflow-engine-redis',
  options: { redis: { redisUrl, redisOptions, pubsub: { url: redisUrl, options: redisOptions } } },
};

const onRedis = (module: string, id: string) => ({
  resolve: `@medusajs/medusa/${module}`,
  options: {
    providers: [{ resolve: `@medusajs/medusa/${id}`, id, is_default: true, options: { redisUrl, redisOptions } }],
  },
});

// The shop's full address is stored with every upload: Medusa knows no relative ones.
const files = {
  resolve: '@medusajs/medusa/file',
  options: {
    providers: [
      {
        resolve: '@medusajs/medusa/file-local',
        id: 'local',
        options: {
          upload_dir: env.UPLOAD_DIR,
          private_upload_dir: env.UPLOAD_DIR,
          backend_url: `${env.PUBLIC_URL}/static`,
        },
      },
    ],
  },
};

module.exports = defineConfig({
  projectConfig: {
    // Limits of time for statements ride in the address: Medusa hands only a few of the driver's settings on.
    databaseUrl: env.DATABASE_URL,
    // The database is the shop's own, beside it in a closed namespace, and speaks no TLS.
    databaseDriverOptions: { connection: { ssl: false }, pool: { min: 1, max: 10 } },
    redisUrl,
    redisOptions,
    workerMode: env.MEDUSA_WORKER_MODE as 'shared',
    http: {
      storeCors: env.STORE_CORS ?? '',
      adminCors: env.ADMIN_CORS ?? '',
      authCors: env.AUTH_CORS ?? '',
      jwtSecret: env.JWT_SECRET,
      cookieSecret: env.COOKIE_SECRET,
      // Off by default; scripts and answers shrink to a quarter of what a phone would load.
      compression: { enabled: true },
    },
    // Medusa's default in production is Secure, with which a sign-in over plain HTTP loops. "auto" asks each request:
    // Secure where X-Forwarded-Proto says https.
    cookieOptions: { secure: 'auto' as unknown as boolean, sameSite: 'lax', httpOnly: true },
    // The default writes to Valkey on every request of the admin.
    sessionOptions: { resave: false },
  },
  // Without a backendUrl the admin asks the host that it came from: one build fits every shop.
  // Its bundler opens up to 1000 files at once, and a builder may allow 1024 to a process.
  admin: { path: '/app', vite: () => ({ build: { rollupOptions: { maxParallelFileOps: 100 } } }) },
  modules: [
    files,
    // Not there while the image is built.
    ...(redisUrl
      ? [eventBus, workflows, onRedis('locking', 'locking-redis'), onRedis('caching', 'caching-redis')]
      : []),
  ],
});
