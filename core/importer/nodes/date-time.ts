import type { Conversion, NodeContext } from '../conversion.types.ts'
import { literal } from '../expressions/convert-value.ts'
import { luxonNow, luxonOptions } from '../expressions/luxon.ts'
import { eachItem, listConversion } from '../list-step.ts'
import { readFlag, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'
import { withField } from './set-fields.ts'

/** Date & Time, version 2. */
export function dateTimeNode(context: NodeContext): Conversion {
  const { version } = context.node
  if (version < 2) throw new NotConvertible('operation_unknown', { operation: `Date & Time ${version}` })
  const { parameters } = context.node
  const operation = readText(parameters, 'operation', 'getCurrentDate')
  const made = OPERATIONS[operation]?.(context)
  if (made === undefined) throw new NotConvertible('operation_unknown', { operation })
  const field = readText(parameters, 'outputFieldName', made.field)
  const js = withField(field, made.js, readFlag(parameters, 'options.includeInputFields'))
  return listConversion(context, eachItem(context.input(), js), 'same')
}

type Operation = (context: NodeContext) => { field: string; js: string }

const OPERATIONS: Readonly<Record<string, Operation>> = {
  getCurrentDate: ({ node, scope }) => ({
    field: 'currentDate',
    js: readFlag(node.parameters, 'includeTime', true) ? luxonNow(scope) : `${luxonNow(scope)}.startOf('day')`,
  }),
  addToDate: (context) => moved(context, 'plus'),
  subtractFromDate: (context) => moved(context, 'minus'),
  formatDate: (context) => {
    const { parameters } = context.node
    const format = readText(parameters, 'format', 'MM/dd/yyyy')
    const pattern = format === 'custom' ? context.value('customFormat') : literal(format)
    return { field: 'formattedDate', js: `${momentJs(context, 'date')}.toFormat(${pattern})` }
  },
  roundDate: (context) => {
    const { parameters } = context.node
    const unit = literal(readText(parameters, 'toNearest', 'month'))
    const start = `${momentJs(context, 'date')}.startOf(${unit})`
    const up = readText(parameters, 'mode', 'roundDown') === 'roundUp'
    return { field: 'roundedDate', js: up ? `${start}.plus({ [${unit}]: 1 })` : start }
  },
  extractDate: (context) => {
    const part = readText(context.node.parameters, 'part', 'month')
    const names: Record<string, string> = { week: 'weekNumber' }
    return { field: 'datePart', js: `${momentJs(context, 'date')}.get(${literal(names[part] ?? part)})` }
  },
}

function moved(context: NodeContext, how: 'plus' | 'minus'): { field: string; js: string } {
  const unit = literal(readText(context.node.parameters, 'timeUnit', 'days'))
  return { field: 'newDate', js: `${momentJs(context, 'magnitude')}.${how}({ [${unit}]: Number(${context.value('duration')}) })` }
}

/** A text, number or moment as a moment of the workflow's timezone. */
function momentJs(context: NodeContext, path: string): string {
  context.approximate('date_zone')
  const options = luxonOptions(context.scope)
  return `((v) => DateTime.isDateTime(v) ? v : typeof v === 'number' ? DateTime.fromMillis(v, ${options}) : DateTime.fromISO(v, ${options}))(${context.value(path)})`
}
