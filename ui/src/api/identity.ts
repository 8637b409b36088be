import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type {
  AddMember,
  ChangePassword,
  ChangeWorkspace,
  Locale,
  Me,
  Member,
  Role,
  SetUp,
  SetupState,
  SignIn,
  UpdateMe,
} from './generated/types.gen.ts'

export type { Locale, Me, Member, Role, SetupState }
export type SetupRequest = SetUp
export type NewMember = AddMember

export const ROLES: readonly Role[] = ['viewer', 'operator', 'editor', 'admin', 'owner']

export const readSetup = () => api.getSetup()
export const completeSetup = (body: SetupRequest) => api.setUp({ body })
export const signIn = (body: SignIn) => api.signIn({ body })
export const signOut = () => api.signOut()
export const readMe = () => api.getMe()
export const updateMe = (body: UpdateMe) => api.updateMe({ body })
/** Ends every other session of this person. */
export const changePassword = (body: ChangePassword) => api.changePassword({ body })
export const switchWorkspace = (workspaceId: string) => api.switchWorkspace({ body: { workspaceId } })
/** Its name, its timezone: what is given. Schedules keep the timezone that they have. */
export const changeWorkspace = (body: ChangeWorkspace) => api.changeWorkspace({ body })
export const listMembers = () => api.listMembers()
export const addMember = (body: NewMember) => api.addMember({ body })
export const changeMemberRole = (userId: string, role: Role) => api.changeMemberRole({ path: { userId }, body: { role } })
export const removeMember = (userId: string) => api.removeMember({ path: { userId } })

export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
