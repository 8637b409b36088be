import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** `npm run gallery -w ui`: every component in every state, for development. It has routes of its own; the product's build knows none of it. */
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
      adapter: adapter({ pages: 'gallery-build', assets: 'gallery-build', fallback: 'index.html' }),
      files: { routes: 'src/gallery/routes' },
      outDir: '.svelte-kit/gallery',
      compilerOptions: { runes: true },
    }),
  ],
  ssr: { noExternal: ['cookie'] },
  server: { host: '127.0.0.1' },
})
