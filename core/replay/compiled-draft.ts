import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import { AppError } from '../platform/errors.ts'
import type { CompiledFlow, Sandbox } from '../sandbox/sandbox.types.ts'

/** Throws AppError `flow_invalid` with every fault by step and field. */
export async function compiledOrRefused(sandbox: Pick<Sandbox, 'compileFlow'>, definition: FlowDefinition): Promise<CompiledFlow> {
  const { compiled, problems } = await sandbox.compileFlow(definition)
  if (compiled !== null) return compiled
  const faults = problems.filter((found) => found.severity === 'error')
  const errors = faults.map(({ stepId, field, message }) => ({ field: `${stepId}${field}`, reason: `${message['pt-BR']} / ${message.en}` }))
  throw new AppError('flow_invalid', { errors })
}
