import type { Caller } from '../http/route.ts'
import { toIso } from '../platform/clock.ts'
import type { Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { recordAudit } from './audit.service.ts'
import type { AuditState } from './audit-changes.ts'
import type { AddMember } from './identity.gen.ts'
import type { IdentityDeps } from './identity.types.ts'
import { deleteMember, findMember, insertMember, listMembers, lockOwners, type MemberRow, updateMemberRole } from './memberships.store.ts'
import { hashPassword } from './password.ts'
import type { Role } from './roles.ts'
import { deleteSessionsOf } from './sessions.store.ts'
import { normalEmail } from './sign-in.service.ts'
import { findUserByEmail, insertUser } from './users.store.ts'

/**
 * Members of the caller's workspace. Only an owner makes, changes or removes an owner, and the last one stays. A user of
 * another workspace is as unknown as one who does not exist (C21).
 */
export interface MembersService {
  list(caller: Caller): Promise<MemberRow[]>
  /** Adds a person by e-mail. One without an account gets it, with `password`; one who has an account keeps theirs. */
  add(caller: Caller, input: AddMember): Promise<MemberRow>
  changeRole(caller: Caller, userId: string, role: Role): Promise<MemberRow>
  /** Ends the person's sessions in this workspace as well (C24). */
  remove(caller: Caller, userId: string): Promise<void>
}

export function createMembers({ db, clock }: IdentityDeps): MembersService {
  const audit = (trx: Trx, { tenantId, userId }: Caller, act: string, subject: string, told: { before?: AuditState; after?: AuditState }) =>
    recordAudit(trx, { tenantId, userId, act, subject, ...told }, clock.now())

  return {
    list: (caller) => db.forTenant(caller.tenantId, listMembers),

    async add(caller, input) {
      if (input.role === 'owner') requireOwner(caller)
      // Hashed whether it will be needed or not: the time must not tell whether the e-mail has an account.
      const passwordHash = await hashPassword(input.password)
      return db.forTenant(caller.tenantId, async (trx) => {
        const userId = await findOrCreate(trx, { ...input, passwordHash }, clock.now())
        const { tenantId } = caller
        const isNew = await insertMember(trx, { tenantId, userId, role: input.role, atIso: toIso(clock.now()) })
        if (!isNew) throw new AppError('already_member')
        await audit(trx, caller, 'member.added', userId, { after: { role: input.role } })
        return requireMember(trx, userId)
      })
    },

    changeRole: (caller, userId, role) =>
      db.forTenant(caller.tenantId, async (trx) => {
        const member = await requireMember(trx, userId)
        if (role === 'owner' || member.role === 'owner') requireOwner(caller)
        if (member.role === 'owner' && role !== 'owner') await refuseLastOwner(trx)
        await updateMemberRole(trx, userId, role)
        await audit(trx, caller, 'member.role_changed', userId, { before: { role: member.role }, after: { role } })
        return { ...member, role }
      }),

    remove: (caller, userId) =>
      db.forTenant(caller.tenantId, async (trx) => {
        const member = await requireMember(trx, userId)
        if (member.role === 'owner') {
          requireOwner(caller)
          await refuseLastOwner(trx)
        }
        await deleteMember(trx, userId)
        await deleteSessionsOf(trx, userId, caller.tenantId)
        await audit(trx, caller, 'member.removed', userId, { before: { role: member.role } })
      }),
  }
}

function requireOwner(caller: Caller): void {
  if (caller.role !== 'owner') throw new AppError('forbidden', { params: { needs: 'owner' } })
}

async function requireMember(trx: Trx, userId: string): Promise<MemberRow> {
  const member = await findMember(trx, userId)
  if (member === null) throw new AppError('not_found')
  return member
}

async function refuseLastOwner(trx: Trx): Promise<void> {
  const owners = await lockOwners(trx)
  if (owners.length < 2) throw new AppError('last_owner')
}

async function findOrCreate(trx: Trx, person: AddMember & { passwordHash: string }, nowMs: number): Promise<string> {
  const email = normalEmail(person.email)
  const known = await findUserByEmail(trx, email)
  if (known !== null) return known.id
  const id = newId('usr', nowMs)
  const user = { id, email, name: person.name.trim(), passwordHash: person.passwordHash, locale: 'pt-BR' as const }
  if (await insertUser(trx, user)) return id
  // Somebody else added the same person a moment ago.
  const other = await findUserByEmail(trx, email)
  if (other === null) throw new AppError('unavailable')
  return other.id
}
