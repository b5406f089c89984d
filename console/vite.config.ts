import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the API answers while the console is being worked on. */
const api = process.env.LIUKE_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), gzipFiles()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    target: 'es2022',
    chunkSizeWarningLimit: 1_300,
    rolldownOptions: {
      output: {
        // Some dozen files instead of a hundred small ones; what changes rarely keeps its digest over releases.
        codeSplitting: {
          groups: [
            // The set-up of zod must have run before the first contract, which the order of chunks would not promise.
            { name: 'zod', test: /node_modules\/zod\/|zod-setup/ },
            { name: 'echarts', test: /node_modules\/(echarts|zrender)\// },
            { name: 'antd', test: /node_modules\/(antd|@ant-design|@rc-component|dayjs|@emotion|stylis)\// },
            {
              name: 'react',
              test: /node_modules\/(react|react-dom|react-router|scheduler|@tanstack|i18next|react-i18next)\//,
            },
            { name: 'contracts', test: /\/(server\/modules|shared)\// },
            { name: 'console', test: /console\/src\/(ui|components)\/(?!.*chart)|console\/src\/[\w-]+\.tsx?$/ },
          ],
        },
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

/** Packs text once, at build time: what is fetched is a third, and the server does not pack the same file for everybody. */
function gzipFiles(): Plugin {
  return {
    name: 'liuke:gzip',
    apply: 'build',
    writeBundle: ({ dir = '' }, bundle) => {
      for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const place = path.join(dir, file);
        writeFileSync(`${place}.gz`, gzipSync(readFileSync(place), { level: 9 }));
      }
    },
  };
}
