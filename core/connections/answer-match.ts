import type { Json } from '../../sdk/flow/definition.ts'
import type { AnswerMatch } from '../../sdk/manifest.gen.ts'
import { linearPattern } from '../platform/linear-pattern.ts'
import { atPointer } from '../registry/json-pointer.ts'

export interface Answer {
  status: number
  json: Json | null
  text: string
}

const MAX_LOOKED_AT = 8_192

/** Whether an answer is one of those that a manifest describes. */
export function answerMatcher(declared: readonly AnswerMatch[]): (answer: Answer) => boolean {
  const compiled = declared.map(({ status, pointer, matches }) => ({
    status,
    pointer,
    pattern: matches === undefined ? null : linearPattern(matches, ''),
  }))
  return (answer) =>
    compiled.some(({ status, pointer, pattern }) => {
      if (status !== undefined && !status.some((range) => isIn(range, answer.status))) return false
      if (pointer === undefined) return pattern === null || pattern.test(answer.text.slice(0, MAX_LOOKED_AT))
      const value = atPointer(answer.json ?? undefined, pointer)
      if (value === undefined || value === null) return false
      return pattern === null || pattern.test((typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MAX_LOOKED_AT))
    })
}

function isIn(range: string, status: number): boolean {
  return range.endsWith('xx') ? Math.floor(status / 100) === Number(range.charAt(0)) : status === Number(range)
}
