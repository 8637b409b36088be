import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      emitTsDeclarations: true,
    }),
    tailwindcss(),
    sveltekit({
      adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', precompress: true }),
      paths: { base: '/app', relative: false },
      version: { pollInterval: 0 },
      compilerOptions: { runes: true },
    }),
  ],
  // Kit's own cookie 2 lies under it; left external, its server bundle would find the older one at the root of the workspace.
  ssr: { noExternal: ['cookie'] },
  // No data: URLs: the CSP allows fonts and images of our own only.
  build: { assetsInlineLimit: 0, sourcemap: false, chunkSizeWarningLimit: 700 },
  // Development only: the API of a core started beside it.
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': 'http://127.0.0.1:4000',
      '/oauth': 'http://127.0.0.1:4000',
      '/socket.io': { target: 'http://127.0.0.1:4000', ws: true },
    },
  },
})
