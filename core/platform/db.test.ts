import { expect, test } from 'vitest'
import { useTestDatabase } from '../testing/database.ts'

const database = useTestDatabase()
const A = '00000000-0000-4000-8000-00000000000a'
const B = '00000000-0000-4000-8000-00000000000b'

test('C20 a transaction for one tenant sees that tenant only, and a connection without a tenant sees nothing', async () => {
  const db = database()
  for (const tenantId of [A, B]) {
    await db.forTenant(tenantId, (trx) => trx('workspaces').insert({ tenant_id: tenantId, name: tenantId.slice(-1) }))
  }
  const seen = await db.forTenant(B, (trx) => trx('workspaces').pluck('name'))
  expect(seen).toEqual(['b'])
  expect(await db.app('workspaces').pluck('name')).toEqual([])
})

test('C20 a row for another tenant is refused', async () => {
  const insertForB = database().forTenant(A, (trx) => trx('memberships').insert({ tenant_id: B, user_id: 'usr_x', role: 'owner' }))
  await expect(insertForB).rejects.toThrow(/row-level security/)
})

test('C20 no pool is a superuser or can bypass row-level security', async () => {
  const db = database()
  for (const pool of [db.app, db.engine]) {
    const { rows } = await pool.raw(`SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname IN (current_user, session_user)`)
    expect(rows.every((row: { rolsuper: boolean; rolbypassrls: boolean }) => !row.rolsuper && !row.rolbypassrls)).toBe(true)
  }
})
