import type { Json } from '../../../sdk/flow/definition.ts'
import type { Conversion, NodeContext } from '../conversion.types.ts'
import { convertValue, isExpression, keyJs, literal, objectJs } from '../expressions/convert-value.ts'
import { kindOfValue } from '../expressions/kind-of-value.ts'
import { eachItem, listConversion } from '../list-step.ts'
import { read, readFlag, readList, readNames, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

interface Assignment {
  name: string
  js: string
}

/** Edit Fields (Set), versions 1 to 3. */
export function setFields(context: NodeContext): Conversion {
  const { parameters, version } = context.node
  if (readFlag(parameters, 'duplicateItem')) throw new NotConvertible('operation_unknown', { operation: 'Duplicate Item' })
  if (version < 3) return oldSet(context)
  const others = othersJs(context)
  const isDotted = readFlag(parameters, 'options.dotNotation', true)
  const js = readText(parameters, 'mode', 'manual') === 'raw' ? rawJs(context, others) : fieldsJs(assignmentsOf(context), others, isDotted)
  return listConversion(context, eachItem(context.input(), js), 'same')
}

function oldSet(context: NodeContext): Conversion {
  const { parameters } = context.node
  const assignments: Assignment[] = []
  for (const type of ['boolean', 'number', 'string']) {
    for (const each of readList(parameters, `values.${type}`)) {
      const value = read(each, 'value') ?? (type === 'string' ? '' : type === 'number' ? 0 : false)
      assignments.push({ name: readText(each, 'name'), js: convertValue(value, context.scope) })
    }
  }
  const others = readFlag(parameters, 'keepOnlySet') ? [] : ['...item']
  const js = fieldsJs(assignments, others, readFlag(parameters, 'options.dotNotation', true))
  return listConversion(context, eachItem(context.input(), js), 'same')
}

/** What of the incoming item stays, as members of an object literal. */
function othersJs({ node: { parameters, version } }: NodeContext): string[] {
  const keeps = version >= 3.3 ? readFlag(parameters, 'includeOtherFields') : true
  const include = keeps ? readText(parameters, 'include', 'all') : 'none'
  switch (include) {
    case 'none':
      return []
    case 'all':
      return ['...item']
    case 'selected':
      return [
        `...Object.fromEntries(Object.entries(item).filter(([key]) => ${literal(readNames(parameters, 'includeFields'))}.includes(key)))`,
      ]
    case 'except':
      return [
        `...Object.fromEntries(Object.entries(item).filter(([key]) => !${literal(readNames(parameters, 'excludeFields'))}.includes(key)))`,
      ]
    default:
      throw new NotConvertible('operation_unknown', { operation: include })
  }
}

function assignmentsOf({ node: { parameters, version }, scope }: NodeContext): Assignment[] {
  if (version >= 3.3) {
    return readList(parameters, 'assignments.assignments').map((each) => ({
      name: readText(each, 'name'),
      js: typedJs(read(each, 'value'), readText(each, 'type', 'string'), (value) => convertValue(value, scope)),
    }))
  }
  return readList(parameters, 'fields.values').map((each) => {
    const type = readText(each, 'type', 'stringValue')
    return {
      name: readText(each, 'name'),
      js: typedJs(read(each, type), type.replace(/Value$/, ''), (value) => convertValue(value, scope)),
    }
  })
}

/** A value of the type that the field was given; nothing stays null. */
function typedJs(value: Json | undefined, type: string, convert: (value: Json | undefined) => string): string {
  if (!isExpression(value)) return literal(typedLiteral(value, type))
  const js = convert(value)
  const kind = kindOfValue(js)
  if (kind === type) return js
  switch (type) {
    case 'string':
      return `((v) => v === null || v === undefined ? null : typeof v === 'object' ? JSON.stringify(v) : String(v))(${js})`
    case 'number':
      return `((v) => v === null || v === undefined ? null : Number(v))(${js})`
    case 'boolean':
      return `((v) => v === null || v === undefined ? null : [true, 1, '1', 'true'].includes(typeof v === 'string' ? v.toLowerCase() : v))(${js})`
    case 'array':
    case 'object':
      return `((v) => typeof v === 'string' ? JSON.parse(v) : v ?? null)(${js})`
    default:
      return js
  }
}

function typedLiteral(value: Json | undefined, type: string): Json {
  if (value === undefined || value === null) return type === 'string' ? '' : null
  if (type === 'number') return Number(value)
  if (type === 'boolean') return value === true || value === 'true'
  if (type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    // n8n would refuse the text when it runs; here it is said at import.
    throw new NotConvertible('expression_unreadable', { source: value.slice(0, 120) })
  }
}

/** A tree of fields, since `a.b` and `a.c` share an object. */
interface Branch {
  js?: string
  fields: Map<string, Branch>
}

function fieldsJs(assignments: readonly Assignment[], others: readonly string[], isDotted: boolean): string {
  const root: Branch = { fields: new Map() }
  for (const { name, js } of assignments) {
    let at = root
    for (const key of isDotted ? name.split('.') : [name]) {
      const next: Branch = at.fields.get(key) ?? { fields: new Map() }
      at.fields.set(key, next)
      at = next
    }
    at.js = js
    at.fields.clear()
  }
  return branchJs(root, others, others.length > 0 ? 'item' : null)
}

function branchJs(branch: Branch, before: readonly string[], from: string | null): string {
  const entries = [...branch.fields].map(([key, inner]): [string, string] => {
    if (inner.fields.size === 0) return [key, inner.js ?? 'null']
    const path = from === null ? null : `${from}?.[${literal(key)}]`
    return [key, branchJs(inner, path === null ? [] : [`...${path}`], path)]
  })
  return objectJs(entries, before)
}

function rawJs(context: NodeContext, others: readonly string[]): string {
  const raw = read(context.node.parameters, 'jsonOutput')
  const js = isExpression(raw) ? context.value('jsonOutput') : literal(typedLiteral(raw ?? '{}', 'object'))
  const parsed = isExpression(raw) && kindOfValue(js) !== 'object' ? `((v) => typeof v === 'string' ? JSON.parse(v) : v)(${js})` : js
  return others.length === 0 ? parsed : `({ ${others.join(', ')}, ...${parsed} })`
}

/** Used by nodes that put one value into the item: `{...item, name: js}`. */
export function withField(name: string, js: string, keepsOthers: boolean): string {
  return `({ ${keepsOthers ? '...item, ' : ''}${keyJs(name)}: ${js} })`
}
