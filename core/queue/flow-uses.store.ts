import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'

/** Which flows use what: for lists that are limited to one plugin or action. App role, one tenant. */

export interface FlowUse {
  plugin?: string
  /** `plugin.action`, or the action's name alone. */
  action?: string
}

/** Flows of which any published version, also a former one, uses it. */
export async function flowsThatUse(trx: Trx, tenantId: string, use: FlowUse): Promise<string[]> {
  const words = [use.plugin, use.action?.split('.').at(-1)].flatMap((word) => (word === undefined ? [] : [JSON.stringify(word)]))
  const { rows } = await trx.raw<{ rows: Array<{ flow_id: string; definition: string }> }>(
    // A text that merely holds the word is sorted out below; one that does not hold it need not be read.
    `SELECT flow_id, definition FROM flow_versions WHERE tenant_id = :tenantId
       AND NOT EXISTS (SELECT 1 FROM unnest(:words::text[]) AS w(word) WHERE strpos(definition, w.word) = 0)`,
    { tenantId, words },
  )
  const using = rows.filter((row) => isUsedIn(JSON.parse(row.definition), use))
  return [...new Set(using.map((row) => row.flow_id))]
}

function isUsedIn({ trigger, steps }: FlowDefinition, { plugin, action }: FlowUse): boolean {
  const acts = Object.values(steps).filter((step) => step.kind === 'action')
  const ofPlugin = plugin === undefined || acts.some((step) => step.plugin === plugin) || ('plugin' in trigger && trigger.plugin === plugin)
  return ofPlugin && (action === undefined || acts.some((step) => step.action === action || `${step.plugin}.${step.action}` === action))
}
