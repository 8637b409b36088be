import type { Trx } from '../platform/db.ts'

/** SQL of calls on their way to the process that holds the session. */

export interface NewCall {
  tenantId: string
  id: string
  connectionId: string
  name: string
  effectKey: string
  input: string
  timeoutMs: number
}

export async function insertCall(trx: Trx, call: NewCall): Promise<void> {
  await trx.raw(
    `INSERT INTO driver_calls (tenant_id, id, connection_id, name, effect_key, input, deadline)
     VALUES (:tenantId, :id, :connectionId, :name, :effectKey, :input, now() + make_interval(secs => :timeoutMs::double precision / 1000))`,
    { ...call },
  )
}

export async function saveAnswer(trx: Trx, id: string, answer: string): Promise<void> {
  await trx('driver_calls').where({ id }).update({ answer })
}

/** The answer, when it is there. */
export async function findAnswer(trx: Trx, id: string): Promise<string | null> {
  const row = await trx('driver_calls').where({ id }).select<Array<{ answer: string | null }>>('answer').first()
  return row?.answer ?? null
}

/** Gone for good; whether anybody had begun with it. */
export async function deleteCall(trx: Trx, id: string): Promise<{ wasTaken: boolean }> {
  const { rows } = await trx.raw<{ rows: Array<{ takenBy: string | null }> }>(
    `DELETE FROM driver_calls WHERE id = :id RETURNING taken_by AS "takenBy"`,
    { id },
  )
  return { wasTaken: rows[0]?.takenBy != null }
}
