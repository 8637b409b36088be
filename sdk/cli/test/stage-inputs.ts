import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Json } from '../../flow/definition.ts'
import type { Bench } from '../bench/open-bench.ts'
import type { ConnectorStage, StageEmulator } from './stage.types.ts'

/**
 * Input for one run of an action: what the stage says, else its sample. Where the action is told apart by its input
 * (`repeatable.by`), each run gets values of its own.
 */
export function stageInputs(
  bench: Bench,
  stage: ConnectorStage,
  emulator: StageEmulator,
): (action: string, count: number) => Promise<Json> {
  return async (action, count) => {
    const own = stage.inputs?.[action]
    if (own !== undefined) return own(emulator, count)
    const declared = bench.plugin.manifest.actions.find((one) => one.name === action)
    if (declared === undefined) throw new Error(`there is no action ${action}`)
    const sample: { input?: Json } = JSON.parse(await readFile(path.join(bench.plugin.folder, declared.sample), 'utf8'))
    const input = structuredClone(sample.input ?? {})
    const { repeatable } = declared
    if (repeatable.mode === 'lookupFirst') for (const pointer of repeatable.by) makeUnique(input, pointer.slice(1).split('/'), count)
    return input
  }
}

/** Another text, of the same length where it ends in digits: documents and codes often have a fixed one. */
function makeUnique(value: Json, [first = '', ...rest]: readonly string[], count: number): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const member = value[first]
  if (rest.length > 0 && member !== undefined) makeUnique(member, rest, count)
  else if (typeof member === 'number') value[first] = member + count
  else if (typeof member === 'string') value[first] = uniqueText(member, count)
}

function uniqueText(text: string, count: number): string {
  const digits = /\d+$/.exec(text)?.[0] ?? ''
  if (digits === '') return `${text}-${count}`
  const next = (BigInt(digits) + BigInt(count)).toString().padStart(digits.length, '0').slice(-digits.length)
  return text.slice(0, text.length - digits.length) + next
}
