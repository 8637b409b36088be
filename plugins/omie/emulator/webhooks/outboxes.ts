import type { Erp } from '../erp.types.ts'
import { createOutbox, type Outbox } from './deliver.ts'

const OUTBOXES = new WeakMap<Erp, Outbox>()

/** The queue of the one address that the app has. */
export function outboxOf(erp: Erp): Outbox {
  const known = OUTBOXES.get(erp)
  if (known !== undefined) return known
  const made = createOutbox(erp)
  OUTBOXES.set(erp, made)
  return made
}
