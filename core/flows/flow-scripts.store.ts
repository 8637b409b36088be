import type { Db } from '../platform/db.ts'
import type { CompiledFlow } from '../sandbox/sandbox.types.ts'
import type { SourceRow } from './flow-source.store.ts'

/** Scripts that were made again for versions of an older format: engine role, inserted once. */

type Version = Pick<SourceRow, 'tenantId' | 'flowId' | 'version'>

export async function findScript(db: Db, { tenantId, flowId, version }: Version, format: number): Promise<CompiledFlow | undefined> {
  return db('flow_scripts')
    .where({ tenant_id: tenantId, flow_id: flowId, version, format })
    .first<CompiledFlow | undefined>({ script: 'script', hash: 'script_hash' })
}

/** Another process may have been faster: its script is as good. */
export async function insertScript(db: Db, { tenantId, flowId, version }: Version, format: number, compiled: CompiledFlow): Promise<void> {
  await db('flow_scripts')
    .insert({ tenant_id: tenantId, flow_id: flowId, version, format, script: compiled.script, script_hash: compiled.hash })
    .onConflict()
    .ignore()
}
