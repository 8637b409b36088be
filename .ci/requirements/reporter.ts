import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { parseRequirements, proofsOf } from './requirements-file.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Fails `npm test` when a requirement marked met is not proved by a test that passed in this very run. A run of some
 * files or names only is not judged: it proves nothing either way.
 */
export default class RequirementsReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  /** Synchronous, so that what the default reporter says stays the closing lines. */
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#vitest === undefined || !isWholeRun(this.#vitest)) return
    const passed = passedTests(modules)
    const met = parseRequirements(readFileSync(path.join(ROOT, 'docs', 'requirements.csv'), 'utf8')).filter((row) => row.status === 'met')
    const unproved = met.flatMap((row) =>
      proofsOf(row)
        .filter((proof) => !passed.has(`${proof.file} > ${proof.test}`))
        .map((proof) => `${row.id}: ${proof.file} > ${proof.test}`),
    )
    if (unproved.length === 0) {
      this.#vitest.logger.log(`\nRequirements: the proofs of all ${met.length} met rows passed.`)
      return
    }
    process.exitCode = 1
    this.#vitest.logger.error(
      `\nRequirements marked met whose proof did not pass in this run:\n${unproved.map((line) => `  ${line}`).join('\n')}`,
    )
  }
}

function isWholeRun(vitest: Vitest): boolean {
  return (vitest.filenamePattern ?? []).length === 0 && vitest.config.testNamePattern === undefined && !vitest.config.watch
}

function passedTests(modules: readonly TestModule[]): Set<string> {
  const passed = new Set<string>()
  for (const module of modules) {
    const file = path.relative(ROOT, module.moduleId).replaceAll(path.sep, '/')
    for (const test of module.children.allTests('passed')) passed.add(`${file} > ${test.fullName}`)
  }
  return passed
}
