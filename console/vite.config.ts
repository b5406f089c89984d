import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API answers while the console is being worked on. */
const api = process.env.LIUKE_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // The set-up of zod must have run before the first contract, which the order of chunks would not promise.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|zod-setup/ }] },
      },
    },
  },
  server: {
    port: 5173,
    // The server refuses writes whose origin is another host than the one that was asked.
    proxy: { '/api': { target: api, changeOrigin: false } },
    // Contracts are imported from the server's modules.
    fs: { allow: ['..'] },
  },
});
