import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env.STOREYARD_API ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // The CSP has font-src 'self' and no data: for it, so nothing may be inlined.
    assetsInlineLimit: 0,
    // light-dark() is understood natively from these on; older ones would need a rewritten token table.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  // docs/diagnosis is shown too and lies beside this folder.
  server: { fs: { allow: ['.', '../docs/diagnosis'] }, proxy: { '/api': { target: api, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
