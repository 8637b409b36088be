import type { Trx } from '../platform/db.ts'
import type { Locale } from './identity.gen.ts'
import type { Role } from './roles.ts'

export interface WorkspaceMembership {
  workspaceId: string
  role: Role
  name: string
  timezone: string
  locale: Locale
  isDemo: boolean
}

export interface MemberRow {
  userId: string
  name: string
  email: string
  role: Role
  since: Date
}

export interface NewWorkspace {
  tenantId: string
  name: string
  timezone: string
  locale: Locale
  isDemo: boolean
}

/** The user's workspaces that are not suspended, oldest membership first. Needs a transaction of `forUser`. */
export async function membershipsOf(trx: Trx, userId: string): Promise<WorkspaceMembership[]> {
  return trx('memberships as m')
    .join('workspaces as w', 'w.tenant_id', 'm.tenant_id')
    .where('m.user_id', userId)
    .whereNull('w.suspended_at')
    .orderBy(['m.created_at', 'm.tenant_id'])
    .select({
      workspaceId: 'm.tenant_id',
      role: 'm.role',
      name: 'w.name',
      timezone: 'w.timezone',
      locale: 'w.locale',
      isDemo: 'w.is_demo',
    })
}

/** Needs a transaction of the tenant, as all that follow. Oldest first. */
export async function listMembers(trx: Trx): Promise<MemberRow[]> {
  return members(trx).orderBy(['m.created_at', 'm.user_id'])
}

export async function findMember(trx: Trx, userId: string): Promise<MemberRow | null> {
  return (await members(trx).where('m.user_id', userId).first()) ?? null
}

/** False when they already are a member. */
export async function insertMember(trx: Trx, member: { tenantId: string; userId: string; role: Role; atIso: string }): Promise<boolean> {
  const inserted = await trx('memberships')
    .insert({ tenant_id: member.tenantId, user_id: member.userId, role: member.role, created_at: member.atIso })
    .onConflict(['tenant_id', 'user_id'])
    .ignore()
    .returning('user_id')
  return inserted.length > 0
}

export async function updateMemberRole(trx: Trx, userId: string, role: Role): Promise<void> {
  await trx('memberships').where({ user_id: userId }).update({ role })
}

export async function deleteMember(trx: Trx, userId: string): Promise<void> {
  await trx('memberships').where({ user_id: userId }).delete()
}

/** Locks the owners' rows, so that of two owners who step down at once the second finds itself the last. */
export async function lockOwners(trx: Trx): Promise<string[]> {
  return trx('memberships').where({ role: 'owner' }).orderBy('user_id').forUpdate().pluck('user_id')
}

export async function insertWorkspace(trx: Trx, workspace: NewWorkspace): Promise<void> {
  await trx('workspaces').insert({
    tenant_id: workspace.tenantId,
    name: workspace.name,
    timezone: workspace.timezone,
    locale: workspace.locale,
    is_demo: workspace.isDemo,
  })
}

function members(trx: Trx) {
  return trx('memberships as m').join('users as u', 'u.id', 'm.user_id').select<MemberRow[]>({
    userId: 'm.user_id',
    name: 'u.name',
    email: 'u.email',
    role: 'm.role',
    since: 'm.created_at',
  })
}
