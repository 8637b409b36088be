import type { Json } from '../../../sdk/flow/definition.ts'
import type { Execution, Worked } from '../../actions/execution.ts'
import { runHandler } from '../../actions/run-entry.ts'
import type { PageQuestion, RawPage } from './list-template-page.ts'
import { numberOf } from './page-position.ts'

const MAX_CHECKPOINT_CHARS = 8 * 1024

/** Asks a connector's own code for one page: `({checkpoint, since, until, limit, parent}, ctx) => {records, checkpoint, done, total?}`. */
export async function askHandlerPage(
  execution: Execution,
  { entry, resource }: { entry: string; resource: string },
  question: PageQuestion,
): Promise<Worked<RawPage>> {
  const { checkpoint, since, until, limit, parent } = question
  const input = { checkpoint, since, until, limit, parent }
  const result = await runHandler(execution, { entry, input, context: { resource } })
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
  return { texts: records.map((record) => JSON.stringify(record)), checkpoint: done ? null : checkpoint, done, total: numberOf(total) }
}
