/** Workspace roles, weakest first. A route that asks for one admits all that follow it. */
export const ROLES = ['viewer', 'operator', 'editor', 'admin', 'owner'] as const

export type Role = (typeof ROLES)[number]

export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
