import type { Conversion, NodeContext } from '../conversion.types.ts'
import { literal, objectJs, onceJs, pathJs } from '../expressions/convert-value.ts'
import { listConversion } from '../list-step.ts'
import { read, readFlag, readList, readNames, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Split Out: an item per element of a list in the item. */
export function splitOut(context: NodeContext): Conversion {
  const { parameters } = context.node
  const fields = readNames(parameters, 'fieldToSplitOut')
  const names = readNames(parameters, 'options.destinationFieldName')
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const [field, ...more] = fields
  if (field === undefined || field.startsWith('=')) throw new NotConvertible('operation_unknown', { operation: 'fieldToSplitOut' })
  if (more.length > 0) throw new NotConvertible('operation_unknown', { operation: fields.join(', ') })
  const target = names[0] ?? field
  const include = readText(parameters, 'include', 'noOtherFields')
  const others = othersOf(include, field, readNames(parameters, 'fieldsToInclude'))
  const elements = `((v) => Array.isArray(v) ? v : v === undefined || v === null ? [] : typeof v === 'object' ? Object.values(v) : [v])(${pathJs('item', field, dotted)})`
  const plain = objectJs([[target, 'part']], others)
  const spreads = include === 'noOtherFields' && names.length === 0
  const part = spreads ? `(typeof part === 'object' && part !== null && !Array.isArray(part) ? part : ${plain})` : plain
  const input = context.input()
  const origins = `(${input}).flatMap((item, index) => ${elements}.map(() => index))`
  return listConversion(context, `(${input}).flatMap((item) => ${elements}.map((part) => ${part}))`, 'none', origins)
}

function othersOf(include: string, field: string, names: readonly string[]): string[] {
  if (include === 'noOtherFields') return []
  if (include === 'allOtherFields') return [`...Object.fromEntries(Object.entries(item).filter(([key]) => key !== ${literal(field)}))`]
  return [`...Object.fromEntries(Object.entries(item).filter(([key]) => ${literal([...names])}.includes(key)))`]
}

/** Aggregate: one item of many. Without items there is nothing to run on, so there is none either. */
export function aggregateNode(context: NodeContext): Conversion {
  const { parameters } = context.node
  const input = context.input()
  const all = readText(parameters, 'aggregate', 'aggregateIndividualFields') === 'aggregateAllItemData'
  const one = all ? allItems(context, input) : individualFields(context, input)
  return listConversion(context, `(${input}).length === 0 ? [] : [${one}]`, 'one')
}

function allItems({ node: { parameters } }: NodeContext, input: string): string {
  const target = readText(parameters, 'destinationFieldName', 'data')
  const include = readText(parameters, 'include', 'allFields')
  const names = readNames(parameters, include === 'specifiedFields' ? 'fieldsToInclude' : 'fieldsToExclude')
  const isIn = include === 'specifiedFields' ? '' : '!'
  const items =
    include === 'allFields'
      ? input
      : `(${input}).map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => ${isIn}${literal(names)}.includes(key))))`
  return objectJs([[target, items]])
}

function individualFields({ node: { parameters } }: NodeContext, input: string): string {
  const keepsMissing = readFlag(parameters, 'options.keepMissing')
  const merges = readFlag(parameters, 'options.mergeLists')
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const entries = readList(parameters, 'fieldsToAggregate.fieldToAggregate').map((each): [string, string] => {
    const field = readText(each, 'fieldToAggregate')
    const target = readFlag(each, 'renameField') ? readText(each, 'outputFieldName', field) : (field.split('.').at(-1) ?? field)
    const values = `(${input}).map((item) => ${pathJs('item', field, dotted)})`
    const kept = keepsMissing ? `${values}.map((v) => v ?? null)` : `${values}.filter((v) => v !== null && v !== undefined)`
    return [target, merges ? `${kept}.flat()` : kept]
  })
  if (entries.length === 0) throw new NotConvertible('operation_unknown', { operation: 'fieldsToAggregate' })
  return objectJs(entries)
}

/** Sort by fields; texts without regard to case, as n8n does. */
export function sortNode(context: NodeContext): Conversion {
  const { parameters } = context.node
  const type = readText(parameters, 'type', 'simple')
  if (type === 'random') {
    context.approximate('random_order')
    return listConversion(context, context.input(), 'same')
  }
  if (type !== 'simple') throw new NotConvertible('operation_unknown', { operation: type })
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const fold = (js: string): string => `((v) => typeof v === 'string' ? v.toLowerCase() : v)(${js})`
  const orders = readList(parameters, 'sortFieldsUi.sortField').map((each) => {
    const field = readText(each, 'fieldName')
    const [a, b] = [fold(pathJs('a', field, dotted)), fold(pathJs('b', field, dotted))]
    const [less, more] = readText(each, 'order', 'ascending') === 'descending' ? ['1', '-1'] : ['-1', '1']
    return `((x, y) => x < y ? ${less} : x > y ? ${more} : 0)(${a}, ${b})`
  })
  if (orders.length === 0) throw new NotConvertible('operation_unknown', { operation: 'sortFieldsUi' })
  const input = context.input()
  const numbered = `(${input}).map((item, index) => ({ item, index })).sort((one, two) => ((a, b) => ${orders.join(' || ')})(one.item, two.item)).map((one) => one.index)`
  return listConversion(context, `[...${input}].sort((a, b) => ${orders.join(' || ')})`, 'none', numbered)
}

export function limitNode(context: NodeContext): Conversion {
  const { parameters } = context.node
  const count = read(parameters, 'maxItems') === undefined ? '1' : onceJs(context.value('maxItems'), context.input())
  const last = readText(parameters, 'keep', 'firstItems') === 'lastItems'
  const input = context.input()
  if (!last) return listConversion(context, `(${input}).slice(0, ${count})`, 'same')
  return listConversion(context, `(${input}).slice(-(${count}))`, 'none', `(${input}).map((_, index) => index).slice(-(${count}))`)
}

/** Remove Duplicates within the items; what earlier runs saw is not kept here. */
export function removeDuplicates(context: NodeContext): Conversion {
  const { parameters } = context.node
  const operation = readText(parameters, 'operation', 'removeDuplicateInputItems')
  if (operation !== 'removeDuplicateInputItems') throw new NotConvertible('operation_unknown', { operation })
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const compare = readText(parameters, 'compare', 'allFields')
  const key = keyOf(
    compare,
    compare === 'selectedFields' ? readNames(parameters, 'fieldsToCompare') : readNames(parameters, 'fieldsToExclude'),
    dotted,
  )
  const input = context.input()
  const isFirst = `all.findIndex((other) => ${key('other')} === ${key('item')}) === index`
  const origins = `(${input}).map((item, index, all) => ${isFirst} ? index : -1).filter((n) => n >= 0)`
  return listConversion(context, `(${input}).filter((item, index, all) => ${isFirst})`, 'none', origins)
}

function keyOf(compare: string, names: readonly string[], dotted: boolean): (item: string) => string {
  if (compare === 'selectedFields') return (item) => `JSON.stringify([${names.map((name) => pathJs(item, name, dotted)).join(', ')}])`
  const own = (item: string): string => `Object.entries(${item})`
  const kept = (item: string): string =>
    compare === 'allFields' ? own(item) : `${own(item)}.filter(([key]) => !${literal([...names])}.includes(key))`
  return (item) => `JSON.stringify(${kept(item)}.sort(([a], [b]) => a < b ? -1 : 1))`
}

export function renameKeys(context: NodeContext): Conversion {
  const { parameters } = context.node
  if (readList(parameters, 'additionalOptions.regexReplacement.replacements').length > 0) {
    throw new NotConvertible('operation_unknown', { operation: 'regexReplacement' })
  }
  const names = objectJs(
    readList(parameters, 'keys.key').map((each): [string, string] => [readText(each, 'currentKey'), literal(readText(each, 'newKey'))]),
  )
  const js = `(${context.input()}).map((item) => Object.fromEntries(Object.entries(item).map(([key, v]) => [${names}[key] ?? key, v])))`
  return listConversion(context, js, 'same')
}
