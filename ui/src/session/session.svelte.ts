import { getContext, setContext } from 'svelte'
import { type Me, type Role, roleAtLeast } from '#lib/api/identity.ts'

const KEY = Symbol('session')

/** Who is signed in. Set by the shell once `/api/me` has answered; pages below may rely on it. */
export interface Session {
  readonly me: Me
  can(role: Role): boolean
}

export function provideSession(read: () => Me): Session {
  const session: Session = {
    get me() {
      return read()
    },
    can: (role) => roleAtLeast(read().role, role),
  }
  return setContext(KEY, session)
}

export function useSession(): Session {
  const session = getContext<Session | undefined>(KEY)
  if (!session) throw new Error('useSession() needs the shell above it.')
  return session
}
