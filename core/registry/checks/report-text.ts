import { CHECKS, type Finding } from './check.types.ts'
import type { FolderReport } from './check-folder.ts'

/** One connector's report: its checks by number, then what is worth saying. */
export function reportText(name: string, { plugin, findings }: FolderReport): string {
  const lines = [plugin === null ? `${name}: cannot be loaded` : headline(plugin)]
  lines.push(
    ...CHECKS.map(({ id, about, elsewhere }) => {
      const found = findings.filter((finding) => finding.id === id)
      return `  ${id} ${verdict(found, elsewhere, plugin !== null)} ${about}`
    }),
  )
  lines.push(...findings.filter((finding) => finding.severity !== 'E').map((finding) => `  ${findingLine(finding)}`))
  return lines.join('\n')
}

export function findingLine({ id, severity, plugin, file, at, message }: Finding): string {
  return `${id} ${severity} ${plugin}/${file}${at === '' ? '' : ` ${at}`}: ${message}`
}

function headline({ name, manifest, actions, triggers, resources, bundle }: NonNullable<FolderReport['plugin']>): string {
  const code = bundle === null ? 'no code' : `${Math.ceil(Buffer.byteLength(bundle.script) / 1024)} KB of code`
  return `${name} ${manifest.version}: ${resources.size} resources, ${actions.size} actions, ${triggers.size} triggers, ${code}`
}

function verdict(found: readonly Finding[], elsewhere: string | undefined, isLoaded: boolean): string {
  if (elsewhere !== undefined) return `–     (${elsewhere})`
  const worst = (['E', 'W', 'I'] as const).find((severity) => found.some((finding) => finding.severity === severity))
  if (worst === undefined) return isLoaded ? 'ok   ' : '?    '
  return `${worst} ${String(found.length).padEnd(3)}`
}
