import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Db } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { CompiledFlow, Sandbox } from '../sandbox/sandbox.types.ts'
import { formatOf, SCRIPT_FORMAT } from '../sandbox/script-format.ts'
import { findScript, insertScript } from './flow-scripts.store.ts'
import type { SourceRow } from './flow-source.store.ts'

export interface CurrentScriptDeps {
  engine: Db
  sandbox: Pick<Sandbox, 'compileFlow'>
  logger: Pick<Logger, 'info' | 'error'>
}

/** Gives the script of a version as this program runs it. */
export type CurrentScript = (row: SourceRow, definition: FlowDefinition) => Promise<CompiledFlow>

/**
 * A version that was published by an older program is compiled again, once for all processes, and keeps that script. One that
 * today's rules would refuse stays as it is: it may still run, and the log says why it was not renewed.
 */
export function createCurrentScript({ engine, sandbox, logger }: CurrentScriptDeps): CurrentScript {
  return async (row, definition) => {
    const stored: CompiledFlow = { script: row.script, hash: row.scriptHash }
    const format = formatOf(row.script)
    if (format === SCRIPT_FORMAT) return stored
    const known = await findScript(engine, row, SCRIPT_FORMAT)
    if (known !== undefined) return known
    const { tenantId, flowId, version } = row
    const { compiled, problems } = await sandbox.compileFlow(definition)
    if (compiled === null) {
      const codes = problems.filter(({ severity }) => severity === 'error').map(({ stepId, field, code }) => `${stepId}${field} ${code}`)
      logger.error({ tenantId, flowId, version, format, problems: codes }, 'published flow cannot be compiled again')
      return stored
    }
    await insertScript(engine, row, SCRIPT_FORMAT, compiled)
    logger.info({ tenantId, flowId, version, format }, 'published flow compiled again')
    return compiled
  }
}
