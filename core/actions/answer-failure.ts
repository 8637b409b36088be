import type { Json, StepError } from '../../sdk/flow/definition.ts'
import type { ErrorRule } from '../../sdk/manifest.gen.ts'
import { linearPattern } from '../platform/linear-pattern.ts'
import { atPointer } from '../registry/json-pointer.ts'
import type { ActionFailure } from './actions.types.ts'
import { retryAfterMs } from './retry-after.ts'

/** A provider's answer as the broker gives it: masked, header names in lower case. */
export interface ProviderAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  json: Json | null
  text: string
  /** An answer that is no text, where it was asked for. */
  base64?: string
}

const MAX_PROVIDER_BODY = 8 * 1024
const MAX_MESSAGE = 500

/** What holds after the manifest's own table: the meaning that HTTP itself gives. */
const DEFAULT_RULES: readonly ErrorRule[] = [
  { when: { status: ['401'] }, class: 'reauthorise' },
  { when: { status: ['404', '410'] }, class: 'notFound' },
  { when: { status: ['409'] }, class: 'conflict' },
  { when: { status: ['408', '425'] }, class: 'retry', effect: 'no' },
  { when: { status: ['429'] }, class: 'rateLimited', effect: 'no', wait: { header: 'retry-after' } },
  { when: { status: ['4xx'] }, class: 'permanent' },
  { when: { status: ['5xx'] }, class: 'retry' },
]

/** `null`: the answer is good. `'empty'`: good, and there is nothing. */
export type Classifier = (answer: ProviderAnswer, now: number) => ActionFailure | 'empty' | null

interface CompiledRule {
  rule: ErrorRule
  pattern: { test(text: string): boolean } | null
}

/** What answers mean by a manifest's `errors[]`: first match wins, and answers with a 2xx status are looked at too. */
export function answerClassifier(declared: readonly ErrorRule[]): Classifier {
  const rules = [...declared, ...DEFAULT_RULES].map((rule): CompiledRule => {
    const { matches: pattern } = rule.when
    return { rule, pattern: pattern === undefined ? null : linearPattern(pattern, '') }
  })
  return (answer, now) => {
    const found = rules.find((one) => matches(one, answer))
    return found === undefined ? null : meaningOf(found.rule, answer, now)
  }
}

function meaningOf(rule: ErrorRule, answer: ProviderAnswer, now: number): ActionFailure | 'empty' {
  if (rule.class === 'empty') return 'empty'
  const wait =
    rule.wait === undefined
      ? undefined
      : retryAfterMs(rule.wait, { headers: answer.headers, said: saidBy(rule, answer) ?? answer.text.slice(0, MAX_PROVIDER_BODY) }, now)
  return {
    ...providerError(rule, answer),
    class: rule.class === 'plan' ? 'permanent' : rule.class,
    effect: rule.effect ?? (answer.status >= 500 ? 'maybe' : 'no'),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  }
}

function matches({ rule, pattern }: CompiledRule, answer: ProviderAnswer): boolean {
  const { status, pointer } = rule.when
  if (status !== undefined && !status.some((range) => inRange(range, answer.status))) return false
  if (pointer === undefined) return pattern === null || pattern.test(answer.text.slice(0, MAX_PROVIDER_BODY))
  const value = atPointer(answer.json ?? undefined, pointer)
  if (value === undefined || value === null) return false
  return pattern === null || pattern.test(typeof value === 'string' ? value : JSON.stringify(value))
}

function inRange(range: string, status: number): boolean {
  return range.endsWith('xx') ? Math.floor(status / 100) === Number(range.charAt(0)) : status === Number(range)
}

const CODES: Record<Exclude<ErrorRule['class'], 'empty'>, string> = {
  retry: 'provider',
  rateLimited: 'rate_limited',
  reauthorise: 'reauthorise',
  plan: 'provider',
  conflict: 'conflict',
  notFound: 'not_found',
  permanent: 'provider',
}

function providerError(rule: ErrorRule, answer: ProviderAnswer): StepError {
  const message = saidBy(rule, answer)?.slice(0, MAX_MESSAGE) ?? `The provider answered with status ${answer.status}`
  return {
    code: rule.class === 'empty' ? 'provider' : CODES[rule.class],
    message,
    provider: { status: answer.status, body: bodyOf(answer) },
  }
}

function saidBy({ message }: ErrorRule, answer: ProviderAnswer): string | null {
  const said = message === undefined ? undefined : atPointer(answer.json ?? undefined, message)
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : null
}

function bodyOf(answer: ProviderAnswer): Json {
  return answer.json !== null && answer.text.length <= MAX_PROVIDER_BODY ? answer.json : answer.text.slice(0, MAX_PROVIDER_BODY)
}
