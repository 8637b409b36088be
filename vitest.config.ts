import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'core/**/*.test.ts',
      'sdk/**/*.test.ts',
      'plugins/**/*.test.ts',
      'migrations/**/*.test.ts',
      '.ci/**/*.test.ts',
      'bench/**/*.test.ts',
      'e2e/**/*.test.ts',
      'ui/src/**/*.test.ts',
    ],
    // A connector's own tests: `tomada test` runs them.
    exclude: ['**/node_modules/**', 'sdk/cli/create/template-shop/**'],
    reporters: ['./.ci/requirements/reporter.ts', 'default'],
    globalSetup: ['core/testing/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--no-node-snapshot'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
