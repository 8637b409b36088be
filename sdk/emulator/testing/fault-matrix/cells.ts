import type { Manifest } from '../../../manifest.gen.ts'

/** Ways in which a provider fails, one column of the matrix each. */
export const FAULTS = [
  '429',
  '500',
  '503',
  'timeout',
  'truncated',
  'duplicate',
  'reordered',
  'expired token',
  'revoked grant',
  'schema surprise',
] as const
export type FaultName = (typeof FAULTS)[number]

/** `read` and `write` are actions; the others are what a resource, a webhook and a trigger declare. */
export type CapabilityKind = 'read' | 'write' | 'list' | 'detail' | 'missed' | 'trigger'

export interface Capability {
  kind: CapabilityKind
  name: string
}

export interface Cell extends Capability {
  fault: FaultName
  /** Why there is nothing to test; null: it is tested. */
  skip: string | null
}

const NO_CALL = 'the event is made of the delivery alone: no call, no credential'
const ONE_ANSWER = 'one call gives one thing: nothing to put in another order'
const OWN_ORDER = 'one write at a time: what comes first is the flow’s own order'

const SKIPPED: Readonly<Record<CapabilityKind, Partial<Record<FaultName, string>>>> = {
  read: { reordered: ONE_ANSWER },
  write: { reordered: OWN_ORDER },
  list: {},
  detail: { reordered: ONE_ANSWER },
  missed: {},
  trigger: {
    '429': NO_CALL,
    '500': NO_CALL,
    '503': NO_CALL,
    timeout: NO_CALL,
    truncated: NO_CALL,
    'expired token': NO_CALL,
    'revoked grant': NO_CALL,
  },
}

/** Everything that a manifest declares and that can meet a fault. */
export function capabilitiesOf(manifest: Manifest): Capability[] {
  return [
    ...manifest.actions.map(({ name, effect }): Capability => ({ kind: effect === 'read' ? 'read' : 'write', name })),
    ...(manifest.resources ?? []).flatMap(({ name, detail }): Capability[] => [
      { kind: 'list', name },
      ...(detail === undefined ? [] : [{ kind: 'detail', name } as const]),
    ]),
    ...manifest.webhooks.flatMap(({ name, missed }): Capability[] => (missed === undefined ? [] : [{ kind: 'missed', name }])),
    ...manifest.triggers.map(({ name }): Capability => ({ kind: 'trigger', name })),
  ]
}

/** The whole table, capability by capability. `lacking`: faults that the provider cannot have, each with its reason. */
export function faultCells(manifest: Manifest, lacking: Partial<Record<FaultName, string>> = {}): Cell[] {
  return capabilitiesOf(manifest).flatMap((capability) =>
    FAULTS.map((fault) => ({ ...capability, fault, skip: SKIPPED[capability.kind][fault] ?? lacking[fault] ?? null })),
  )
}
