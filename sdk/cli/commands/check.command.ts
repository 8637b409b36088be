import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkFolder } from '../../../core/registry/checks/check-folder.ts'
import { findingLine, reportText } from '../../../core/registry/checks/report-text.ts'
import { connectorFolder } from '../connector-folder.ts'
import type { Terminal } from '../terminal.ts'

/** `tomada check DIR`: the same checks that the registry and every installation run. 1 when one of them refuses it. */
export async function checkCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean', default: false } } })
  const folder = await connectorFolder(positionals, terminal)
  const report = await checkFolder(folder)
  if (values.json) {
    terminal.say(`${JSON.stringify({ ok: report.ok, findings: report.findings })}\n`)
    return report.ok ? 0 : 1
  }
  terminal.say(`${reportText(path.basename(folder), report)}\n`)
  const refusing = report.findings.filter((finding) => finding.severity === 'E')
  for (const finding of refusing) terminal.complain(`  ${findingLine(finding)}\n`)
  terminal.say(refusing.length === 0 ? 'all fine\n' : `${refusing.length} faults\n`)
  return report.ok ? 0 : 1
}
