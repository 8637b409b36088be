import { findChunk, insertChunk } from '../files/file-chunks.store.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'

const PIECE_BYTES = 512 * 1024

/** Keeps an uploaded file; in how many pieces. */
export async function keepFile(trx: Trx, at: { tenantId: string; fileId: string }, bytes: Buffer): Promise<number> {
  let nr = 0
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    await insertChunk(trx, { ...at, nr }, bytes.subarray(from, from + PIECE_BYTES))
    nr += 1
  }
  return nr
}

/** Throws AppError `not_found` when it was deleted. */
export async function loadFile(trx: Trx, at: { tenantId: string; fileId: string }, chunks: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let nr = 0; nr < chunks; nr++) {
    const bytes = await findChunk(trx, { ...at, nr })
    if (bytes === undefined) throw new AppError('not_found')
    pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}
