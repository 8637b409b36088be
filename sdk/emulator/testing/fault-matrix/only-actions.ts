import type { MatrixSubject } from './subject.ts'

type Missing = 'listOf' | 'keyOf' | 'list' | 'read' | 'missDeliveries' | 'missed' | 'deliveryOf' | 'eventOf'

/** What a connector without resources and triggers brings to the matrix: asked for any of it, it fails with the connector's name. */
export function onlyActions(name: string): Pick<MatrixSubject, Missing> {
  const none = (what: string) => async (): Promise<never> => {
    throw new Error(`${name} has no ${what}`)
  }
  const [resources, webhooks, triggers] = [none('resources'), none('webhooks'), none('triggers')]
  return {
    listOf: resources,
    keyOf: resources,
    list: resources,
    read: resources,
    missDeliveries: webhooks,
    missed: webhooks,
    deliveryOf: triggers,
    eventOf: triggers,
  }
}
