import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** One thing that a page tells its reader to do. */
export type GuideStep =
  | { kind: 'command'; args: string[] }
  | { kind: 'file'; file: string; at: string; text: string }
  | { kind: 'replace'; file: string; at: string; text: string }
  | { kind: 'insert'; file: string; where: 'before' | 'after'; at: string; text: string }

/**
 * Steps of a page in their order. ```sh blocks hold commands `npm run tomada -- …`; a comment above another block says what happens to it:
 * `file PATH`, `replace PATH "TEXT"`, `insert PATH before|after "TEXT"`. Blocks without a comment are only to be read.
 */
export function guideSteps(markdown: string): GuideStep[] {
  const blocks = markdown.matchAll(/(?:<!-- ([^\n]*) -->\n)?```(\w+)\n([\s\S]*?)```/g)
  return [...blocks].flatMap(([, note, language, text = '']): GuideStep[] => {
    if (language === 'sh') return text.trim().split('\n').map(commandOf)
    if (note === undefined) return []
    const [, kind, file = '', where, quoted = '""'] =
      /^(file|replace|insert) (\S+)(?: (before|after))?(?: ("(?:[^"\\]|\\.)*"))?$/.exec(note) ?? []
    const at: string = JSON.parse(quoted)
    if (kind === 'insert' && (where === 'before' || where === 'after')) return [{ kind, file, where, at, text }]
    if (kind === 'file' || kind === 'replace') return [{ kind, file, at, text }]
    throw new Error(`the guide says what nobody understands: ${note}`)
  })
}

function commandOf(line: string): GuideStep {
  const [, rest] = /^npm run tomada -- (.*)$/.exec(line) ?? []
  if (rest === undefined) throw new Error(`the guide gives another command than tomada: ${line}`)
  return { kind: 'command', args: rest.split(' ') }
}

/** Does to the file what the step says. Throws when the place is not there, or is there twice. */
export async function editAsTold(folder: string, step: Exclude<GuideStep, { kind: 'command' }>): Promise<void> {
  const target = path.join(folder, step.file)
  await mkdir(path.dirname(target), { recursive: true })
  if (step.kind === 'file') return writeFile(target, step.text)
  const before = await readFile(target, 'utf8')
  if (before.split(step.at).length !== 2) throw new Error(`${step.file} holds ${step.at} not once`)
  const text =
    step.kind === 'replace' ? step.text.replace(/\n$/, '') : step.where === 'before' ? step.text + step.at : `${step.at}\n${step.text}`
  await writeFile(
    target,
    before.replace(step.at, () => text),
  )
}
