import type { Json, ScheduleTrigger } from '../../../sdk/flow/definition.ts'
import type { N8nNode } from '../n8n.types.ts'
import { readList, readNumber, readText } from '../parameters.ts'
import { type Reason, reason } from '../reasons.ts'

interface Times {
  when: ScheduleTrigger['when']
  /** Not exactly what n8n does. */
  isNear?: boolean
}

/** When a Schedule Trigger (or the older Cron and Interval nodes) starts runs. */
export function scheduleWhen(node: N8nNode): { when: ScheduleTrigger['when']; reasons: Reason[] } {
  const rules = [...readList(node.parameters, 'rule.interval'), ...readList(node.parameters, 'triggerTimes.item')]
  const [first = {}, ...more] = rules
  const { when, isNear = false } = node.type.endsWith('.interval') ? intervalOf(node.parameters) : timesOf(first)
  const reasons = more.length > 0 ? [reason('schedule_first', { left: more.length })] : []
  if (isNear) reasons.push(reason('schedule_near', { cron: when.by === 'cron' ? when.expression : `${when.everySeconds} s` }))
  return { when, reasons }
}

function intervalOf(parameters: Json): Times {
  const factor = { seconds: 1, minutes: 60, hours: 3600 }[readText(parameters, 'unit', 'seconds')] ?? 1
  return { when: { by: 'interval', everySeconds: Math.max(1, readNumber(parameters, 'interval', 1)) * factor } }
}

function timesOf(rule: Json): Times {
  const field = readText(rule, 'field', readText(rule, 'mode', 'days'))
  const minute = clamp(readNumber(rule, 'triggerAtMinute', readNumber(rule, 'minute', 0)), 0, 59)
  const hour = clamp(readNumber(rule, 'triggerAtHour', readNumber(rule, 'hour', 0)), 0, 23)
  switch (field) {
    case 'seconds':
      return { when: { by: 'interval', everySeconds: Math.max(1, readNumber(rule, 'secondsInterval', 30)) } }
    case 'minutes':
      return every(readNumber(rule, 'minutesInterval', 5), 60)
    case 'everyMinute':
      return every(1, 60)
    case 'hours':
    case 'everyHour': {
      const hours = readNumber(rule, 'hoursInterval', 1)
      return cron(hours === 1 ? `${minute} * * * *` : `${minute} */${hours} * * *`, 24 % hours !== 0)
    }
    case 'weeks':
    case 'everyWeek': {
      const days = readList(rule, 'triggerAtDay').filter((day) => typeof day === 'number')
      const weekday = days.length > 0 ? days.join(',') : String(readNumber(rule, 'weekday', 0))
      return cron(`${minute} ${hour} * * ${weekday}`, readNumber(rule, 'weeksInterval', 1) !== 1)
    }
    case 'months':
    case 'everyMonth': {
      const months = readNumber(rule, 'monthsInterval', 1)
      const day = clamp(readNumber(rule, 'triggerAtDayOfMonth', readNumber(rule, 'dayOfMonth', 1)), 1, 31)
      return cron(`${minute} ${hour} ${day} ${months === 1 ? '*' : `*/${months}`} *`, months !== 1)
    }
    case 'cronExpression':
    case 'custom':
      return ofExpression(readText(rule, 'expression', readText(rule, 'cronExpression')))
    default: {
      const days = readNumber(rule, 'daysInterval', 1)
      return cron(`${minute} ${hour} ${days === 1 ? '*' : `*/${days}`} * *`, days !== 1)
    }
  }
}

function every(minutes: number, most: number): Times {
  return minutes >= 1 && minutes < most && most % minutes === 0
    ? cron(minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`, false)
    : { when: { by: 'interval', everySeconds: Math.max(1, minutes) * 60 } }
}

/** n8n reads five or six parts; the sixth, in front, is the second. */
function ofExpression(written: string): Times {
  const parts = written.replace(/^=/, '').trim().split(/\s+/)
  if (parts.length === 6) return cron(parts.slice(1).join(' '), parts[0] !== '0')
  return cron(parts.join(' '), false)
}

function cron(expression: string, isNear: boolean): Times {
  return { when: { by: 'cron', expression }, isNear }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.trunc(value)))
}
