import pino from 'pino'
import { systemClock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { type BrokerOptions, openBroker } from '../broker.ts'
import type { Broker, Credential, CredentialSource, EgressRule, OutboundRequest } from '../egress.types.ts'

export const TENANT = '00000000-0000-4000-8000-00000000000a'
export const CONNECTION = 'con_01jd3kq2v8m6w0x4y5z7a9b1c3'

/** The one host that these tests declare; mapped to a witness, or resolved by a recording dialer. */
export const DECLARED = 'https://api.shop.test'
export const RULES: readonly EgressRule[] = [{ host: 'api.shop.test', methods: ['GET', 'POST', 'PUT'] }]

export function noCredentials(): CredentialSource {
  return { credentialFor: async () => null, rejected: async () => false }
}

export function fixedCredential(credential: Credential): CredentialSource {
  return { credentialFor: async () => credential, rejected: async () => false }
}

/** A broker without quotas; `options` replaces any part. */
export function testBroker(db: Database, options: Partial<BrokerOptions>): Broker {
  return openBroker({
    credentials: noCredentials(),
    quotas: { quotasFor: () => [] },
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    endpoints: {},
    db,
    ...options,
  })
}

export function requestTo(url: string, rest: Partial<OutboundRequest> = {}): OutboundRequest {
  return { tenantId: TENANT, plugin: 'shop', rules: RULES, connectionId: null, method: 'GET', url, timeoutMs: 5_000, ...rest }
}
