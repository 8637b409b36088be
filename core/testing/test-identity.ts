import { SESSION_COOKIE } from '../identity/caller.service.ts'
import { createIdentity, type IdentityService } from '../identity/identity.service.ts'
import type { Role } from '../identity/roles.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { createLogger } from '../platform/logger.ts'
import { TEST_BASE_URL } from './test-server.ts'

export const TEST_PASSWORD = 'correct horse battery'

export interface TestPerson {
  userId: string
  email: string
  role: Role
  tenantId: string
  /** Cookie header of a live session. */
  cookie: string
  /** Headers of a request that this person's browser sends from our own page. */
  headers: Record<string, string>
}

export interface TestWorkspace {
  tenantId: string
  members: Record<Role, TestPerson>
}

const ORIGIN = { address: '127.0.0.1', userAgent: 'test', requestId: 'req_test' }

export function createTestIdentity(db: Database, clock: Clock = systemClock): IdentityService {
  return createIdentity({
    db,
    clock,
    logger: createLogger({ level: 'silent' }),
    config: {
      jwtSecret: 'test-access-secret-0123456789-abcdef',
      jwtRefreshSecret: 'test-refresh-secret-0123456789-abcdef',
      production: false,
      baseUrl: TEST_BASE_URL,
    },
  })
}

/** A workspace with one signed-in member of each role, made through the services. `name` must be new in this database. */
export async function createTestWorkspace(db: Database, identity: IdentityService, name: string): Promise<TestWorkspace> {
  const email = `owner@${name}.test`
  const owner = (await identity.setup.isNeeded()) ? await firstOwner(identity, name, email) : await furtherOwner(db, identity, name, email)
  const person = (userId: string, role: Role) =>
    signInAs(db, identity, { userId, role, tenantId: owner.tenantId, email: `${role}@${name}.test` })
  const ownerPerson = await person(owner.userId, 'owner')
  const caller = { userId: owner.userId, tenantId: owner.tenantId, role: 'owner' as const, via: 'cookie' as const, sessionId: '' }
  const add = async (role: Role) => {
    const member = await identity.members.add(caller, { name: role, email: `${role}@${name}.test`, role, password: TEST_PASSWORD })
    return person(member.userId, role)
  }
  const members = {
    owner: ownerPerson,
    admin: await add('admin'),
    editor: await add('editor'),
    operator: await add('operator'),
    viewer: await add('viewer'),
  }
  return { tenantId: owner.tenantId, members }
}

async function firstOwner(identity: IdentityService, name: string, email: string) {
  const workspace = { name, timezone: 'America/Sao_Paulo', locale: 'pt-BR' as const }
  const done = await identity.setup.setUp({ owner: { name: 'Owner', email, password: TEST_PASSWORD }, workspace }, ORIGIN)
  return { userId: done.user.id, tenantId: done.workspaceId }
}

/** A second tenant's owner: the account is made by being added to the first one's workspace and is then taken out of it. */
async function furtherOwner(db: Database, identity: IdentityService, name: string, email: string) {
  const [first] = (await db.engine('workspaces').orderBy('created_at').limit(1).pluck('tenant_id')) as string[]
  if (first === undefined) throw new Error('there is no first workspace')
  const [ownerId] = await db.forTenant(first, (trx) => trx('memberships').where({ role: 'owner' }).pluck('user_id'))
  const caller = { userId: ownerId, tenantId: first, role: 'owner' as const, via: 'cookie' as const, sessionId: '' }
  const { userId } = await identity.members.add(caller, { name: 'Owner', email, role: 'viewer', password: TEST_PASSWORD })
  const tenantId = await identity.setup.createWorkspace(userId, { name, timezone: 'America/Sao_Paulo', locale: 'pt-BR' })
  await identity.members.remove(caller, userId)
  return { userId, tenantId }
}

async function signInAs(db: Database, identity: IdentityService, who: Omit<TestPerson, 'cookie' | 'headers'>): Promise<TestPerson> {
  const [version] = await db.app('users').where({ id: who.userId }).pluck('token_version')
  const token = await identity.signIn.openSession({ id: who.userId, tokenVersion: version }, ORIGIN, { workspaceId: who.tenantId })
  const cookie = `${SESSION_COOKIE}=${token}`
  return { ...who, cookie, headers: { cookie, origin: TEST_BASE_URL, 'accept-language': 'en' } }
}
