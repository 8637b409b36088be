import { FAULTS } from '../../emulator/testing/fault-matrix/cells.ts'
import { TEST_GROUPS, type TestGroup, type TestResult } from './test-result.types.ts'

const TITLES: Readonly<Record<TestGroup, string>> = {
  recordings: 'recordings: what is asked and made of the answer, as recorded',
  files: 'its own tests',
  emulator: 'emulator: every capability once',
  faults: 'faults: nothing lost, nothing doubled',
}

/** The whole report, readable in a terminal of 120 columns. */
export function resultText(results: readonly TestResult[]): string {
  const lines: string[] = []
  for (const group of TEST_GROUPS) {
    const found = results.filter((result) => result.group === group)
    if (found.length === 0) continue
    lines.push(`${TITLES[group]}`)
    lines.push(...(group === 'faults' ? faultTable(found) : found.map(line)))
    for (const { name, wrong } of found.filter((result) => result.wrong.length > 0))
      lines.push(`  ✗ ${name}`, ...wrong.map((reason) => `      ${reason}`))
    lines.push('')
  }
  const [failed, skipped] = [results.filter((one) => one.wrong.length > 0), results.filter((one) => one.skipped !== undefined)]
  lines.push(`${results.length - failed.length - skipped.length} passed, ${failed.length} failed, ${skipped.length} not applicable`)
  return `${lines.join('\n')}\n`
}

function line({ name, wrong, skipped }: TestResult): string {
  return skipped === undefined ? `  ${wrong.length === 0 ? '✓' : '✗'} ${name}` : `  – ${name}: ${skipped}`
}

/** One row for each capability, one column for each fault, and below it why a cell is empty. */
function faultTable(results: readonly TestResult[]): string[] {
  const capabilities = [...new Set(results.map((result) => result.cell?.capability ?? ''))]
  const width = Math.max(...capabilities.map((name) => name.length))
  const reasons = [...new Set(results.flatMap((result) => result.skipped ?? []))]
  const mark = (result: TestResult | undefined) => {
    if (result === undefined) return ' '
    if (result.skipped !== undefined) return String.fromCharCode(97 + reasons.indexOf(result.skipped))
    return result.wrong.length === 0 ? '✓' : '✗'
  }
  const heads = FAULTS.map((fault) => fault.split(' ')[0]?.slice(0, 9) ?? '')
  const rows = capabilities.map((capability) => {
    const cells = FAULTS.map((fault, index) => {
      const found = results.find(({ cell }) => cell?.capability === capability && cell.fault === fault)
      return mark(found).padEnd(heads[index]?.length ?? 1)
    })
    return `  ${capability.padEnd(width)}  ${cells.join(' ')}`
  })
  return [
    `  ${''.padEnd(width)}  ${heads.join(' ')}`,
    ...rows,
    ...reasons.map((reason, index) => `  ${String.fromCharCode(97 + index)} = ${reason}`),
  ]
}
