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
  return {
    open: (of, sealed) => secrets.decrypt(sealed, sealPurpose(of)),
    close: (of, plain) => secrets.encrypt(plain, sealPurpose(of)),
  }
}

export function sealPurpose({ tenantId, connectionId }: Owner): string {
  return `driver:${tenantId}:${connectionId}`
}
