import type { Json } from '../../../sdk/flow/definition.ts'
import type { Execution, Worked } from '../../actions/execution.ts'
import { askDriver } from '../../actions/run-driver.ts'
import { runHandler } from '../../actions/run-entry.ts'
import type { DriverTier } from '../../registry/registry.types.ts'
import type { PageQuestion, RawPage } from './list-template-page.ts'
import { numberOf } from './page-position.ts'

const MAX_CHECKPOINT_CHARS = 8 * 1024

/** The connector's own code, in the sandbox or in its driver, for the resource of this name. */
export type PageCode = { resource: string } & ({ kind: 'handler'; entry: string } | DriverTier)

/** Asks a connector's own code for one page: `({checkpoint, since, until, limit, parent}, ctx) => {records, checkpoint, done, total?}`. */
export async function askHandlerPage(execution: Execution, code: PageCode, question: PageQuestion): Promise<Worked<RawPage>> {
  const { checkpoint, since, until, limit, parent } = question
  const { resource } = code
  const input = { checkpoint, since, until, limit, parent }
  const result =
    code.kind === 'driver'
      ? await askDriver(execution, code.call, input)
      : await runHandler(execution, { entry: code.entry, input, context: { resource } })
  if (!result.ok) return result
  const page = pageOf(result.output)
  if (typeof page !== 'string') return { ok: true, output: page }
  return { ok: false, failure: { code: 'invalid_output', message: `${resource}: ${page}`, class: 'permanent', effect: 'no' } }
}

/** The page, or what is wrong with it. */
function pageOf(output: Json): RawPage | string {
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return 'a page is {records, checkpoint, done}'
  const { records, checkpoint = null, done, total = null } = output
  if (!Array.isArray(records)) return 'records must be a list'
  if (typeof done !== 'boolean') return 'done must be true or false'
  if (!done && checkpoint === null) return 'a page that is not the last one has a checkpoint'
  if (JSON.stringify(checkpoint).length > MAX_CHECKPOINT_CHARS) return 'the checkpoint is larger than 8 KB'
  const texts = records.map((record) => JSON.stringify(record))
  return { texts, values: records, checkpoint: done ? null : checkpoint, done, total: numberOf(total) }
}
