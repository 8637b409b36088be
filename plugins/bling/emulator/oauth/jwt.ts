import { createHmac } from 'node:crypto'
import type { Erp } from '../erp.ts'
import type { Grant } from '../erp.types.ts'

// Bling announces JWTs of 1,500 to 3,000 characters; columns and headers must hold them.
const PADDING_CHARS = 1200

/** A token of about 2,000 characters in JWT form. Nobody but Bling can check its signature, so any will do. */
export function makeJwt(erp: Erp, grant: Grant, expiresAt: number): string {
  const payload = {
    iss: 'https://www.bling.com.br',
    sub: grant.companyId,
    client_id: erp.app.clientId,
    scope: grant.scopes.join(' '),
    iat: Math.floor(erp.world.clock.now() / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: erp.random.hex(32),
    permissions: erp.random.hex(PADDING_CHARS),
  }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`
  return `${signed}.${createHmac('sha256', erp.app.clientSecret).update(signed).digest('base64url')}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
