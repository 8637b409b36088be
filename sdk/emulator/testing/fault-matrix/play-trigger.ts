import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../../flow/definition.ts'
import { isFields } from '../../fields.ts'
import { createRandom } from '../../random.ts'
import { driftSchema } from '../../schema-drift.ts'
import type { FaultName } from './cells.ts'
import type { MatrixSubject } from './subject.ts'

export interface TriggerVerdict {
  /** The same delivery makes the same event, whenever and however it comes. */
  same: boolean
  /** Deliveries that hold what the trigger needs and made no event all the same. */
  lost: number
}

const SHAPES = 40

/** A trigger makes events of deliveries that come twice, late or in a new shape. */
export async function playTrigger(subject: MatrixSubject, name: string, fault: FaultName): Promise<TriggerVerdict> {
  const delivery = await subject.deliveryOf(name)
  const event = await subject.eventOf(name, delivery)
  if (event === null) throw new Error(`${name} makes no event of its recorded delivery`)
  if (fault === 'schema surprise') return surprised(subject, name, delivery, event)
  // Twice, or with another one in between that is older: no state is kept from one to the next.
  const other =
    fault === 'reordered' && isFields(delivery) ? await subject.eventOf(name, { ...delivery, sent: '2020-01-01T00:00:00.000Z' }) : event
  const again = await subject.eventOf(name, delivery)
  return { same: isDeepStrictEqual(again, event), lost: other === null ? 1 : 0 }
}

async function surprised(subject: MatrixSubject, name: string, delivery: Json, event: Json): Promise<TriggerVerdict> {
  const verdict = { same: true, lost: 0 }
  for (let shape = 0; shape < SHAPES; shape++) {
    const drifted: Json = JSON.parse(JSON.stringify(driftSchema(delivery, createRandom(`shape ${shape}`))))
    const made = await subject.eventOf(name, drifted)
    const isWhole = isFields(delivery) && isFields(drifted) && Object.keys(delivery).every((member) => Object.hasOwn(drifted, member))
    if (made === null && isWhole) verdict.lost++
    if (made !== null && isFields(made) && isFields(event) && made['resourceId'] !== event['resourceId']) verdict.same = false
  }
  return verdict
}
