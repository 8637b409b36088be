import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Clock } from '../platform/clock.ts'
import type { HttpState } from './http-state.ts'
import type { RequestLog } from './log-request.ts'
import { problemAnswer } from './problem.ts'
import { type RawAnswer, sendRaw } from './raw-answer.ts'

/** Requests that are answered beside the route table. Most of all traffic is webhooks, and Koa's part of one cost 15 µs of 160. */
export interface DirectDoor {
  /** Null: the app takes it. Decides by the request line alone; `state` is made for its own requests only. */
  take(request: IncomingMessage, response: ServerResponse): Promise<RawAnswer> | null
}

export interface DirectDeps {
  door: DirectDoor
  identify(request: IncomingMessage): HttpState
  log: RequestLog
  clock: Clock
}

/** The same id, log line, measurement and error answers as everything else gets (`app.ts`), without Koa around them. */
export function answerDirectly({ door, identify, log, clock }: DirectDeps, others: RequestListener): RequestListener {
  return (request, response) => {
    const taken = door.take(request, response)
    if (taken === null) {
      others(request, response)
      return
    }
    const begunMs = clock.monotonicMs()
    const state = identify(request)
    response.setHeader('x-request-id', state.requestId)
    const finish = (answer: RawAnswer): void => {
      sendRaw(response, answer)
      log(state, { method: request.method ?? '', status: answer.status, begunMs })
    }
    taken.then(finish, (thrown: unknown) => finish(problemAnswer(thrown, state, request)))
  }
}
