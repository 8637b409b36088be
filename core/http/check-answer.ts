import { compile } from '../platform/validate.ts'
import type { Route, RouteAnswer } from './route.ts'

/**
 * Compiles the route's answer contract; the result throws an Error that lists every field of a JSON answer that breaks it.
 * For tests: it keeps openapi.json, and the client made from it, honest. In production nobody would be helped by a refusal.
 */
export function answerChecker(route: Route): (answer: RouteAnswer) => void {
  const contract = route.response === undefined ? null : compile(route.response)
  return ({ body, type }) => {
    if (type !== undefined) return
    if (contract === null) {
      if (body !== undefined) throw new Error(`${route.operationId} answers a body and declares none`)
      return
    }
    if (body === undefined) throw new Error(`${route.operationId} declares a body and answers none`)
    const errors = contract.validate(JSON.parse(JSON.stringify(body)))
    if (errors.length > 0) throw new Error(`${route.operationId} breaks its contract: ${JSON.stringify(errors)}`)
  }
}
