import type { Cell } from './cells.ts'
import { faultsOfAction, faultsOfDetail, faultsOfList } from './expectations.ts'
import { playAction } from './play-action.ts'
import { playDetail, playList } from './play-list.ts'
import { playTrigger } from './play-trigger.ts'
import type { MatrixSubject } from './subject.ts'

/** Plays one cell and says what is wrong with what came of it; empty: nothing lost, nothing doubled. */
export async function playCell(subject: MatrixSubject, { kind, name, fault }: Cell): Promise<string[]> {
  switch (kind) {
    case 'read':
    case 'write': {
      const action = subject.manifest.actions.find((one) => one.name === name)
      if (action === undefined) return [`there is no action ${name}`]
      return (await playAction(subject, name, fault)).flatMap((verdict) => faultsOfAction(action, fault, verdict))
    }
    case 'list':
    case 'missed':
      return (await playList(subject, kind, name, fault)).flatMap((verdict) => faultsOfList(fault, verdict))
    case 'detail':
      return (await playDetail(subject, name, fault)).flatMap((verdict) => faultsOfDetail(fault, verdict))
    case 'trigger': {
      const { same, lost } = await playTrigger(subject, name, fault)
      return [...(same ? [] : ['the event differs']), ...(lost > 0 ? [`${lost} deliveries made no event`] : [])]
    }
  }
}
