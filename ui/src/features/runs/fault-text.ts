import type { StepError } from '@tomada/sdk/flow'
import { m } from '#lib/paraglide/messages.js'

type Fault = Pick<StepError, 'code' | 'message'>

/** Faults that Tomada itself finds: their messages are for whoever looks closely. What a provider or a flow says is told as it is. */
const WORDS = new Map<string, () => string>([
  ['connection_missing', m.run_fault_connection_missing],
  ['connector_missing', m.run_fault_connector_missing],
  ['egress_refused', m.run_fault_egress_refused],
  ['expression', m.run_fault_expression],
  ['internal', m.run_fault_internal],
  ['invalid_input', m.run_fault_invalid_input],
  ['invalid_output', m.run_fault_invalid_output],
  ['journal_too_large', m.run_fault_journal_too_large],
  ['memory', m.run_fault_memory],
  ['network', m.run_fault_network],
  ['output_too_large', m.run_fault_output_too_large],
  ['quota', m.run_fault_quota],
  ['reauthorise', m.run_fault_reauthorise],
  ['replaced', m.run_fault_replaced],
  ['timeout', m.run_fault_timeout],
  ['too_large', m.run_fault_too_large],
  ['version_gone', m.run_fault_version_gone],
  ['worker_died', m.run_fault_worker_died],
])
/** Of these the message says which field, limit or expression it was. */
const TELLING = new Set(['expression', 'invalid_input', 'invalid_output', 'egress_refused'])

/** What went wrong in the reader's words; null: the message itself is for people. */
export function faultWords({ code }: Pick<Fault, 'code'>): string | null {
  return WORDS.get(code)?.() ?? null
}

/** The same in one line, with what the message adds. */
export function faultText(fault: Fault): string {
  const words = faultWords(fault)
  if (words === null) return fault.message
  return TELLING.has(fault.code) && fault.message !== '' ? `${words} · ${fault.message}` : words
}

/** With the step before it. */
export function stepFaultText(fault: Fault & { stepName?: string | null | undefined }): string {
  return (fault.stepName ?? null) === null ? faultText(fault) : `${fault.stepName}: ${faultText(fault)}`
}
