import type { SecretBox } from '../platform/secrets.ts'

export interface SessionSeal {
  open(of: Owner, sealed: string): string
  close(of: Owner, plain: string): string
}

interface Owner {
  tenantId: string
  connectionId: string
}

/** Bound to the workspace and the connection: a value copied to another row does not open (C18). */
export function sealer(secrets: SecretBox): SessionSeal {
  const purpose = ({ tenantId, connectionId }: Owner) => `driver:${tenantId}:${connectionId}`
  return {
    open: (of, sealed) => secrets.decrypt(sealed, purpose(of)),
    close: (of, plain) => secrets.encrypt(plain, purpose(of)),
  }
}
