import type { Answer, FromChild, Question } from '../protocol.types.ts'

/** Questions to the worker that have no answer yet. */
export interface Questions {
  ask(session: string, question: Question): Promise<Answer>
  answered(id: number, value: Answer): void
  refused(id: number, message: string): void
}

export function openQuestions(say: (message: FromChild) => void): Questions {
  const open = new Map<number, { resolve(value: Answer): void; reject(error: Error): void }>()
  let last = 0
  return {
    ask(session, question) {
      const id = ++last
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      open.set(id, { resolve, reject })
      say({ kind: 'ask', id, session, question })
      return promise
    },
    answered(id, value) {
      open.get(id)?.resolve(value)
      open.delete(id)
    },
    refused(id, message) {
      open.get(id)?.reject(new Error(message))
      open.delete(id)
    },
  }
}
