import { ROLES, type Role, roleAtLeast } from '#lib/api/identity.ts'
import { m } from '#lib/paraglide/messages.js'

export const ROLE_LABELS: Record<Role, { label: () => string; text: () => string }> = {
  owner: { label: m.members_role_owner, text: m.members_role_owner_text },
  admin: { label: m.members_role_admin, text: m.members_role_admin_text },
  editor: { label: m.members_role_editor, text: m.members_role_editor_text },
  operator: { label: m.members_role_operator, text: m.members_role_operator_text },
  viewer: { label: m.members_role_viewer, text: m.members_role_viewer_text },
}

/** Roles a person may give, strongest first. Only an owner makes owners. */
export function rolesToGive(mine: Role): Role[] {
  if (!roleAtLeast(mine, 'admin')) return []
  return ROLES.filter((role) => role !== 'owner' || mine === 'owner').toReversed()
}

/** Whether a person may change or remove a member: administrators do, but only owners touch owners. */
export function mayManage(mine: Role, theirs: Role): boolean {
  return roleAtLeast(mine, 'admin') && (theirs !== 'owner' || mine === 'owner')
}
