import { call, path } from './client.ts'

export type Role = 'viewer' | 'operator' | 'editor' | 'admin' | 'owner'
export const ROLES: readonly Role[] = ['viewer', 'operator', 'editor', 'admin', 'owner']
export type Locale = 'pt-BR' | 'en'

export interface Me {
  user: { id: string; name: string; email: string; locale: Locale }
  workspace: { id: string; name: string; timezone: string; locale: Locale; isDemo: boolean }
  role: Role
  workspaces: Array<{ id: string; name: string; role: Role }>
}

export interface SetupState {
  needed: boolean
  demoAvailable: boolean
}

export interface SetupRequest {
  owner: { name: string; email: string; password: string }
  workspace: { name: string; timezone: string; locale: Locale }
}

export interface Member {
  userId: string
  name: string
  email: string
  role: Role
  since: string
}

export interface NewMember {
  name: string
  email: string
  password: string
  role: Role
}

export const readSetup = () => call<SetupState>('/api/setup')
export const completeSetup = (body: SetupRequest) => call<Me>('/api/setup', { method: 'POST', body })
export const signIn = (body: { email: string; password: string }) => call<Me>('/api/session', { method: 'POST', body })
export const signOut = () => call<void>('/api/session', { method: 'DELETE' })
export const readMe = () => call<Me>('/api/me')
export const updateMe = (body: { name?: string; locale?: Locale }) => call<Me>('/api/me', { method: 'PATCH', body })
/** Ends every other session of this person. */
export const changePassword = (body: { currentPassword: string; newPassword: string }) =>
  call<void>('/api/me/password', { method: 'POST', body })
export const switchWorkspace = (workspaceId: string) => call<Me>('/api/session/workspace', { method: 'POST', body: { workspaceId } })
export const listMembers = () => call<{ items: Member[] }>('/api/members')
export const addMember = (body: NewMember) => call<Member>('/api/members', { method: 'POST', body })
export const changeMemberRole = (userId: string, role: Role) =>
  call<Member>(path('/api/members/:userId', { userId }), { method: 'PATCH', body: { role } })
export const removeMember = (userId: string) => call<void>(path('/api/members/:userId', { userId }), { method: 'DELETE' })

export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
