import type { Json } from '../../sdk/flow/definition.ts'
import { mayLoseDigits, parseExact } from '../../sdk/lenient.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { ActionTier, LoadedAction } from '../registry/registry.types.ts'
import type { RequestTemplate } from '../registry/request-template.ts'
import type { Execution, Worked } from './execution.ts'
import { runDriver } from './run-driver.ts'
import { runHandler, sendRendered } from './run-entry.ts'
import { runMail } from './run-mail.ts'

/** Runs an entry of the kind that actions have, in the tier that its file chose. `context` is what a handler finds in its `ctx`. */
export function runTier(
  execution: Execution,
  tier: ActionTier,
  { input, context }: { input: Json; context: { [key: string]: Json } },
): Promise<Worked<Json>> {
  switch (tier.kind) {
    case 'template':
      return runTemplate(tier.template, execution, input)
    case 'handler':
      return runHandler(execution, { entry: tier.entry, input, context })
    case 'driver': {
      const { connectionId, drivers } = execution
      return runDriver(execution, drivers?.(), { connectionId, name: tier.call, input, effectKey: String(context['effectKey'] ?? '') })
    }
    case 'mail':
      return runMail(execution, tier.operation, input, String(context['effectKey'] ?? ''))
  }
}

/** One call, as the connector's file describes it. */
export async function runTemplate(
  template: RequestTemplate,
  execution: Pick<Execution, 'session' | 'around'>,
  input: Json,
): Promise<Worked<Json>> {
  const { around } = execution
  const sent = await sendRendered(execution, () => template.render(input, around))
  if (!sent.ok) return sent
  const { status, json, text } = sent.output
  // Parsed already, unless that rounded a number.
  const body = json !== null && mayLoseDigits(text) ? parseExact(text) : json
  const output = template.output.render({ ...around, input, status, body })
  return { ok: true, output: output ?? null }
}

/** The look-up's result as the action's own output; null when there is none. */
export function lookupOutput(action: LoadedAction, found: Json): Json {
  if (action.lookup === null) return null
  const value = atPointer(found, action.lookup.found)
  if (value === undefined || value === null) return null
  return action.lookup.output.render({ output: found }) ?? null
}
