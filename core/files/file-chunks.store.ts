import type { Trx } from '../platform/db.ts'

/**
 * Files of a workspace that wait to be read or fetched, in pieces: what any process of the installation wrote, any other can send.
 * `fileId` is the id of what it belongs to, an export or an import, whose row says how many pieces there are.
 */
export interface ChunkAt {
  tenantId: string
  fileId: string
  /** From 0 on. */
  nr: number
}

export async function insertChunk(trx: Trx, { tenantId, fileId, nr }: ChunkAt, bytes: Buffer): Promise<void> {
  await trx.raw('INSERT INTO file_chunks (tenant_id, file_id, nr, bytes) VALUES (?, ?, ?, ?)', [tenantId, fileId, nr, bytes])
}

export async function findChunk(trx: Trx, { tenantId, fileId, nr }: ChunkAt): Promise<Buffer | undefined> {
  const { rows } = await trx.raw<{ rows: Array<{ bytes: Buffer }> }>(
    'SELECT bytes FROM file_chunks WHERE tenant_id = ? AND file_id = ? AND nr = ?',
    [tenantId, fileId, nr],
  )
  return rows[0]?.bytes
}

export async function deleteChunks(trx: Trx, { tenantId, fileId }: Omit<ChunkAt, 'nr'>): Promise<void> {
  await trx.raw('DELETE FROM file_chunks WHERE tenant_id = ? AND file_id = ?', [tenantId, fileId])
}
