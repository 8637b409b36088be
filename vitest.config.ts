import { defineConfig } from 'vitest/config'
import LongestFirst from './.ci/longest-first.ts'

// A connector's own tests: `tomada test` runs them.
const exclude = ['**/node_modules/**', 'sdk/cli/create/template-shop/**']

/** Kill processes, count them, measure memory or are judged by the clock: each of these files has a process of its own. */
const ALONE = [
  'e2e/**/*.test.ts',
  'bench/**/*.test.ts',
  'migrations/**/*.test.ts',
  '.ci/**/*.test.ts',
  'core/*.test.ts',
  'core/{drivers,exports,platform,queue,registry,replay,runs,sandbox,setup,sync}/**/*.test.ts',
  'plugins/whatsapp/**/*.test.ts',
  'sdk/{cli,package-build}/**/*.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['./.ci/requirements/reporter.ts', 'default'],
    globalSetup: ['core/testing/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--no-node-snapshot', '--expose-gc'],
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // Much of it waits: for a process that starts, a lease that ends, a browser that has drawn. Two of them leave two processors idle half the time.
    maxWorkers: 3,
    maxConcurrency: 2,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE, exclude, setupFiles: ['e2e/tell-failed-pages.ts'] } },
      {
        extends: true,
        test: {
          // Follow each other in few processes: what all of them import and need is loaded once (core/testing/shared-parts.ts).
          name: 'together',
          include: ['core/**/*.test.ts', 'sdk/**/*.test.ts', 'plugins/**/*.test.ts', 'ui/src/**/*.test.ts'],
          exclude: [...exclude, ...ALONE],
          isolate: false,
        },
      },
    ],
  },
})
