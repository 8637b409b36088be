import type { Conversion, NodeContext } from '../conversion.types.ts'
import { onceJs } from '../expressions/convert-value.ts'
import { listConversion } from '../list-step.ts'
import { read, readFlag, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** No Operation: its items go through. */
export function noOperation(context: NodeContext): Conversion {
  return listConversion(context, context.input(), 'same')
}

/** Stop and Error ends the run, when there are items. */
export function stopAndError(context: NodeContext): Conversion {
  const name = context.name()
  const { parameters } = context.node
  const isObject = readText(parameters, 'errorType', 'errorMessage') === 'errorObject'
  const js = isObject ? context.once('errorObject') : context.once('errorMessage')
  const body = { kind: 'stop', outcome: 'error', message: `{{ ${js} }}`, skipWhen: `(${context.input()}).length === 0` } as const
  return { steps: [{ name, body }], outputs: ['[]'], pairing: 'none' }
}

const UNITS: Readonly<Record<string, 'seconds' | 'minutes' | 'hours' | 'days'>> = {
  seconds: 'seconds',
  minutes: 'minutes',
  hours: 'hours',
  days: 'days',
}

/** Wait: a delay, or a wait for a call. Its items go through. */
export function waitNode(context: NodeContext): Conversion {
  const { parameters, version } = context.node
  const name = context.name()
  const input = context.input()
  const skipWhen = `(${input}).length === 0`
  const resume = readText(parameters, 'resume', 'timeInterval')
  switch (resume) {
    case 'timeInterval': {
      const unit = UNITS[readText(parameters, 'unit', version < 1.1 ? 'hours' : 'seconds')]
      if (unit === undefined) throw new NotConvertible('operation_unknown', { operation: readText(parameters, 'unit') })
      const amount = read(parameters, 'amount') === undefined ? (version < 1.1 ? 1 : 5) : `{{ Number(${context.once('amount')}) }}`
      return {
        steps: [{ name, body: { kind: 'delay', delay: { by: 'duration', amount, unit }, skipWhen } }],
        outputs: [input],
        pairing: 'same',
      }
    }
    case 'specificTime':
      return {
        steps: [{ name, body: { kind: 'delay', delay: { by: 'date', date: `{{ ${context.once('dateTime')} }}` }, skipWhen } }],
        outputs: [input],
        pairing: 'same',
      }
    case 'webhook': {
      const limits = readFlag(parameters, 'limitWaitTime')
      const unit = UNITS[readText(parameters, 'resumeUnit', 'hours')] ?? 'hours'
      const timeout =
        limits && readText(parameters, 'limitType', 'afterTimeInterval') === 'afterTimeInterval'
          ? { timeout: { amount: `{{ Number(${context.once('resumeAmount')}) }}`, unit } }
          : {}
      // n8n goes on with what the call brought.
      return {
        steps: [{ name, body: { kind: 'wait', ...timeout, skipWhen } }],
        outputs: [`(steps.${name} === null ? [] : [steps.${name}])`],
        pairing: 'one',
      }
    }
    default:
      throw new NotConvertible('operation_unknown', { operation: resume })
  }
}

/** Respond to Webhook; its items go through. */
export function respondNode(context: NodeContext): Conversion {
  const { parameters } = context.node
  const name = context.name()
  const input = context.input()
  const given = read(parameters, 'options.responseCode')
  const status = given === undefined ? 200 : `{{ Number(${context.once('options.responseCode')}) }}`
  const headers: Record<string, string> = {}
  const entries = read(parameters, 'options.responseHeaders.entries')
  for (const [i, entry] of (Array.isArray(entries) ? entries : []).entries()) {
    headers[readText(entry, 'name')] = `{{ ${context.once(`options.responseHeaders.entries.${i}.value`)} }}`
  }
  const body = {
    kind: 'respond',
    status,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    body: answerOf(context, input),
    skipWhen: `(${input}).length === 0`,
  } as const
  return { steps: [{ name, body }], outputs: [input], pairing: 'same' }
}

function answerOf(context: NodeContext, input: string): string | null {
  const { parameters } = context.node
  const what = readText(parameters, 'respondWith', 'firstIncomingItem')
  switch (what) {
    case 'firstIncomingItem':
      return `{{ (${input}).at(0) }}`
    case 'allIncomingItems':
      return `{{ ${input} }}`
    case 'noData':
      return null
    case 'text':
      return `{{ ${context.once('responseBody')} }}`
    case 'json':
      return `{{ ((v) => typeof v === 'string' ? JSON.parse(v) : v)(${onceJs(context.value('responseBody'), input)}) }}`
    default:
      throw new NotConvertible('operation_unknown', { operation: what })
  }
}
