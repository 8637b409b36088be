import { parseArgs } from 'node:util'
import { faultLine } from '../../../core/registry/fault-list.ts'
import { loadPlugin } from '../../../core/registry/load-plugin.ts'
import { connectorFolder } from '../connector-folder.ts'
import { CommandError, type Terminal, UsageError } from '../terminal.ts'
import { resultText } from '../test/result-text.ts'
import { testFolder } from '../test/test-folder.ts'
import { TEST_GROUPS, type TestGroup } from '../test/test-result.types.ts'

const OPTIONS = { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } } as const

/** `tomada test DIR`: recordings, its own tests, its emulator and the fault matrix. Runs the folder's programs on this machine. */
export async function testCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
  const folder = await connectorFolder(positionals, terminal)
  const { plugin, faults } = await loadPlugin(folder)
  if (plugin === null) throw new CommandError(`it cannot be loaded\n${faults.map(faultLine).join('\n')}`)
  const groups = new Set<TestGroup>((values.only ?? TEST_GROUPS).map(groupOf))
  const results = await testFolder({ plugin, groups, seen: () => undefined })
  terminal.say(values.json ? `${JSON.stringify({ results })}\n` : resultText(results))
  return results.every((result) => result.wrong.length === 0) ? 0 : 1
}

function groupOf(text: string): TestGroup {
  const found = TEST_GROUPS.find((group) => group === text)
  if (found === undefined) throw new UsageError(`--only is ${TEST_GROUPS.join(', ')}, not ${text}`)
  return found
}
