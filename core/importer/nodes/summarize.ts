import type { Json } from '../../../sdk/flow/definition.ts'
import type { Conversion, NodeContext } from '../conversion.types.ts'
import { literal, objectJs, pathJs } from '../expressions/convert-value.ts'
import { listConversion } from '../list-step.ts'
import { readFlag, readList, readNames, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Summarize: figures over the items, or over groups of them. */
export function summarizeNode(context: NodeContext): Conversion {
  const { parameters } = context.node
  const fields = readList(parameters, 'fieldsToSummarize.values')
  const groups = readNames(parameters, 'fieldsToSplitBy')
  if (readText(parameters, 'options.outputFormat', 'separateItems') !== 'separateItems' && groups.length > 0) {
    throw new NotConvertible('operation_unknown', { operation: 'singleItem' })
  }
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const figures = fields.map((field) => figureOf(field, dotted))
  if (figures.length === 0) throw new NotConvertible('operation_unknown', { operation: 'fieldsToSummarize' })
  const input = context.input()
  if (groups.length === 0) return listConversion(context, `((items) => items.length === 0 ? [] : [${objectJs(figures)}])(${input})`, 'one')
  const skipsEmpty = readFlag(parameters, 'options.skipEmptySplitFields')
  const key = (item: string): string => `JSON.stringify([${groups.map((group) => pathJs(item, group, dotted)).join(', ')}])`
  const firsts = `all.filter((one, n) => all.findIndex((other) => ${key('other')} === ${key('one')}) === n)`
  const kept = skipsEmpty
    ? `${firsts}.filter((one) => ${groups.map((group) => `(${pathJs('one', group, dotted)} ?? '') !== ''`).join(' && ')})`
    : firsts
  const names = groups.map((group): [string, string] => [group.split('.').at(-1) ?? group, `${pathJs('one', group, dotted)}`])
  const figured = `((items) => ${objectJs([...names, ...figures])})(all.filter((other) => ${key('other')} === ${key('one')}))`
  return listConversion(context, `((all) => ${kept}.map((one) => ${figured}))(${input})`, 'none')
}

function figureOf(field: Json, dotted: boolean): [name: string, js: string] {
  const name = readText(field, 'field')
  const label = name.replaceAll('.', '_')
  const all = `items.map((item) => ${pathJs('item', name, dotted)})`
  const keepsEmpty = readFlag(field, 'includeEmpty')
  const filled = `${all}.filter((v) => v !== undefined && v !== null && v !== '')`
  const given = keepsEmpty ? all : filled
  const numbers = `${all}.filter((v) => typeof v === 'number')`
  switch (readText(field, 'aggregation', 'count')) {
    case 'count':
      return [`count_${label}`, `${given}.length`]
    case 'countUnique':
      return [`unique_count_${label}`, `new Set(${given}.map((v) => typeof v === 'object' ? JSON.stringify(v) : v)).size`]
    case 'sum':
      return [`sum_${label}`, `${numbers}.reduce((a, b) => a + b, 0)`]
    case 'average':
      return [`average_${label}`, `((v) => v.length === 0 ? 0 : v.reduce((a, b) => a + b, 0) / v.length)(${numbers})`]
    case 'min':
      return [`min_${label}`, extreme(filled, '<')]
    case 'max':
      return [`max_${label}`, extreme(filled, '>')]
    case 'append':
      return [`appended_${label}`, `${given}.map((v) => v ?? null)`]
    case 'concatenate':
      return [
        `concatenated_${label}`,
        `${given}.map((v) => v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v) : v).join(${literal(separatorOf(field))})`,
      ]
    default:
      throw new NotConvertible('operation_unknown', { operation: readText(field, 'aggregation') })
  }
}

function extreme(values: string, sign: '<' | '>'): string {
  return `((v) => v.length === 0 ? null : v.reduce((a, b) => b ${sign} a ? b : a))(${values})`
}

function separatorOf(field: Json): string {
  const separator = readText(field, 'separateBy', ',')
  return separator === 'other' ? readText(field, 'customSeparator') : separator
}
