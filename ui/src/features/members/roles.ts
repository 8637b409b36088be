import type { Role } from '#lib/api/identity.ts'
import { m } from '#lib/paraglide/messages.js'

export const ROLE_LABELS: Record<Role, { label: () => string; text: () => string }> = {
  owner: { label: m.people_role_owner, text: m.people_role_owner_text },
  admin: { label: m.people_role_admin, text: m.people_role_admin_text },
  editor: { label: m.people_role_editor, text: m.people_role_editor_text },
  operator: { label: m.people_role_operator, text: m.people_role_operator_text },
  viewer: { label: m.people_role_viewer, text: m.people_role_viewer_text },
}
