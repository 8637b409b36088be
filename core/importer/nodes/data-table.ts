import type { Json, StoreStep } from '../../../sdk/flow/definition.ts'
import type { Conversion, NodeContext } from '../conversion.types.ts'
import { objectJs } from '../expressions/convert-value.ts'
import { isRecord, read, readFlag, readList, readNumber, readPicked, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Data table: rows by equal fields, and new rows. Rows are kept by key here, so it is always an approximation. */
export function dataTable(context: NodeContext): Conversion {
  const { parameters } = context.node
  if (readText(parameters, 'resource', 'row') !== 'row')
    throw new NotConvertible('operation_unknown', { operation: readText(parameters, 'resource') })
  const operation = readText(parameters, 'operation', 'insert')
  const table = tableName(context)
  context.approximate('table_rows')
  const loop = context.name('each')
  const name = context.name()
  const made = OPERATIONS[operation]?.(context, table)
  if (made === undefined) throw new NotConvertible('operation_unknown', { operation })
  return {
    steps: [
      { name: loop, body: { kind: 'forEach', items: `{{ ${context.input()} }}`, atOnce: 1, collect: made.collect(name) } },
      { name, inside: loop, body: made.body },
    ],
    outputs: [`steps.${loop}.results.flat()`],
    pairing: operation === 'insert' ? 'same' : 'none',
  }
}

interface Made {
  body: Omit<StoreStep, 'name' | 'parent' | 'title' | 'note'>
  collect(name: string): string
}

const OPERATIONS: Readonly<Record<string, (context: NodeContext, table: string) => Made>> = {
  insert: (context, table) => ({
    body: { kind: 'store', operation: 'put', table, key: '{{ run.id }}-{{ index }}', value: `{{ ${rowJs(context)} }}` },
    collect: (name) => `[steps.${name}]`,
  }),
  get: (context, table) => ({
    body: {
      kind: 'store',
      operation: 'query',
      table,
      where: whereOf(context),
      limit: Math.min(1000, readNumber(context.node.parameters, 'limit', readFlag(context.node.parameters, 'returnAll') ? 1000 : 50)),
    },
    collect: (name) => `steps.${name}`,
  }),
}

function rowJs({ node: { parameters }, value }: NodeContext): string {
  if (readText(parameters, 'columns.mappingMode', 'defineBelow') === 'autoMapInputData') return 'item'
  return isRecord(read(parameters, 'columns.value')) ? value('columns.value') : objectJs([])
}

function whereOf({ node: { parameters }, value }: NodeContext): Record<string, Json> {
  if (readText(parameters, 'matchType', 'anyCondition') === 'anyCondition' && readList(parameters, 'filters.conditions').length > 1) {
    throw new NotConvertible('operation_unknown', { operation: 'anyCondition' })
  }
  const where: Record<string, Json> = {}
  readList(parameters, 'filters.conditions').forEach((condition, i) => {
    const how = readText(condition, 'condition', 'eq')
    if (how !== 'eq') throw new NotConvertible('operation_unknown', { operation: how })
    where[`/${readText(condition, 'keyName').replaceAll('~', '~0').replaceAll('/', '~1')}`] =
      `{{ ${value(`filters.conditions.${i}.keyValue`)} }}`
  })
  return where
}

/** The table's name as n8n showed it, within the rules for names here. */
function tableName({ node: { parameters } }: NodeContext): string {
  const shown = readText(parameters, 'dataTableId.cachedResultName') || readPicked(parameters, 'dataTableId')
  const name = shown
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 63)
  return name === '' ? 'imported' : name
}
