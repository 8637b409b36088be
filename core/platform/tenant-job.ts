import type { JobResult } from 'pg-boss'
import type { Database, Trx } from './db.ts'
import { toError } from './errors.ts'

/** A job of one tenant, as its handler gets it. */
export interface TenantJob {
  tenantId: string
  /** Everything else the job carries: ids as text. */
  ids: Readonly<Record<string, string>>
  /** One transaction that sees this tenant's rows and no others. May be called more than once; hold none while waiting outside. */
  forTenant<T>(work: (trx: Trx) => Promise<T>): Promise<T>
}

/** A job that nobody may run: it says not, or not rightly, whose it is. */
export class RefusedJob extends Error {
  constructor(queue: string, jobId: string, reason: string) {
    super(`job ${jobId} of ${queue} refused: ${reason}`)
    this.name = 'RefusedJob'
  }
}

export interface TenantJobSettling {
  queue: string
  db: Pick<Database, 'forTenant'>
  handle(job: TenantJob): Promise<void>
  onRefused(error: RefusedJob): void
}

/** Never rejects: says what became of this one job, so that its neighbours in the batch are settled on their own. */
export async function settleTenantJob(
  job: { id: string; data: unknown },
  { queue, db, handle, onRefused }: TenantJobSettling,
): Promise<JobResult> {
  const read = readTenantJob(job.data)
  if ('reason' in read) {
    const refused = new RefusedJob(queue, job.id, read.reason)
    onRefused(refused)
    // Trying again would not give it a tenant: past all retries, straight to the failed ones.
    return { id: job.id, status: 'deadletter', output: { message: refused.message } }
  }
  const { tenantId, ids } = read
  try {
    await handle({ tenantId, ids, forTenant: (work) => db.forTenant(tenantId, work) })
    return { id: job.id, status: 'completed' }
  } catch (error) {
    return { id: job.id, status: 'failed', output: { message: toError(error).message } }
  }
}

const TENANT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** Stands for the installation itself where something needs an owner; no workspace has it and no tenant's job may claim it. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

function readTenantJob(carried: unknown): { tenantId: string; ids: Record<string, string> } | { reason: string } {
  if (typeof carried !== 'object' || carried === null || Array.isArray(carried)) return { reason: 'it carries no ids' }
  const ids: Record<string, string> = {}
  for (const [name, value] of Object.entries(carried)) {
    if (typeof value !== 'string') return { reason: 'it carries something that is no id' }
    ids[name] = value
  }
  const { tenantId, ...rest } = ids
  if (tenantId === undefined) return { reason: 'it names no tenant' }
  if (!TENANT_ID.test(tenantId) || tenantId === NOBODY) return { reason: 'what it names is no tenant' }
  return { tenantId, ids: rest }
}
