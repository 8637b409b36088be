import type { AnyNode, ArrowFunctionExpression, Expression } from 'acorn'
import { HELPER_NAMES, ROOT_NAMES } from '../../../sdk/flow/expressions-names.ts'
import { parseExpression } from '../../../sdk/flow/parse-expression.ts'
import { NotConvertible } from '../reasons.ts'
import type { ExpressionScope } from './expression.types.ts'
import { INDEX, ITEM } from './expression.types.ts'
import { luxonNow, luxonOptions } from './luxon.ts'
import { EXTENSIONS, FOREIGN_NAMES, isNativeMethod, PLAIN_GLOBALS } from './methods.ts'
import { n8nRoot, type Op } from './n8n-roots.ts'

/**
 * One n8n expression (what stands between its braces) as JavaScript over `item` and `index`. A path that finds nothing is undefined, as in n8n.
 * Throws NotConvertible.
 */
export function convertExpression(source: string, scope: ExpressionScope): string {
  const parsed = parseExpression(source)
  if (!parsed.ok) throw new NotConvertible('expression_unreadable', { source: source.slice(0, 120) })
  return bodyOf(new Emitter(source, scope).emit(parsed.ast))
}

/** Static makers of DateTime, and how many arguments stand before their options. */
const DATETIME_MAKERS: ReadonlyMap<string, number> = new Map([
  ['fromISO', 1],
  ['fromSQL', 1],
  ['fromHTTP', 1],
  ['fromRFC2822', 1],
  ['fromMillis', 1],
  ['fromSeconds', 1],
  ['fromJSDate', 1],
  ['fromObject', 1],
  ['fromFormat', 2],
])

class Emitter {
  private readonly source: string
  private readonly scope: ExpressionScope
  /** Names that functions inside the expression bind, and what they are called on our side. */
  private readonly bound = new Map<string, string>()

  constructor(source: string, scope: ExpressionScope) {
    this.source = source
    this.scope = scope
  }

  emit(node: AnyNode): string {
    switch (node.type) {
      case 'Identifier':
        return this.name(node.name)
      case 'ChainExpression':
        return this.emit(node.expression)
      case 'MemberExpression':
      case 'CallExpression':
        return this.chain(node)
      case 'ArrowFunctionExpression':
        return this.arrow(node)
      case 'Property': {
        if (node.kind !== 'init' || node.method) return this.spliced(node)
        const key = node.computed ? `[${this.emit(node.key)}]` : this.source.slice(node.key.start, node.key.end)
        return `${key}: ${this.emit(node.value)}`
      }
      case 'AssignmentExpression':
      case 'UpdateExpression':
      case 'ThisExpression':
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'ImportExpression':
      case 'FunctionExpression':
        throw new NotConvertible('expression_unreadable', { source: this.source.slice(0, 120) })
      default:
        return this.spliced(node)
    }
  }

  /** The node's own text, with each part of it replaced. */
  private spliced(node: AnyNode): string {
    let out = ''
    let done = node.start
    for (const child of partsOf(node)) {
      out += this.source.slice(done, child.start) + this.emit(child)
      done = child.end
    }
    return out + this.source.slice(done, node.end)
  }

  private name(name: string): string {
    const bound = this.bound.get(name)
    if (bound !== undefined) return bound
    if (name.startsWith('$')) return this.root(name, []).js
    if (FOREIGN_NAMES.has(name)) throw new NotConvertible('name_unknown', { name })
    return name
  }

  private root(name: string, ops: readonly Op[]): { js: string; used: number } {
    const found = n8nRoot(name, ops, this.scope)
    if (found === null) throw new NotConvertible('name_unknown', { name })
    return found
  }

  /** A path such as `$('Orders').first().json.lines[0].price`, from its root outwards. */
  private chain(node: Expression): string {
    const ops: Op[] = []
    let base: AnyNode = node
    for (;;) {
      if (base.type === 'ChainExpression' || base.type === 'ParenthesizedExpression') base = base.expression
      else if (base.type === 'MemberExpression') {
        ops.unshift(this.access(base))
        base = base.object
      } else if (base.type === 'CallExpression') {
        ops.unshift({ call: base.arguments.map((argument) => this.emit(argument)), nodes: base.arguments })
        base = base.callee
      } else break
    }
    if (base.type !== 'Identifier' || this.bound.has(base.name)) return this.follow(`(${this.emit(base)})`, ops, 0, '?.')
    if (base.name.startsWith('$')) {
      const { js, used } = this.root(base.name, ops)
      return this.follow(js, ops, used, '?.')
    }
    if (base.name === 'DateTime') return this.dateTime(ops)
    return this.follow(this.name(base.name), ops, 0, PLAIN_GLOBALS.has(base.name) ? '.' : '?.')
  }

  private access(node: Extract<AnyNode, { type: 'MemberExpression' }>): Op {
    if (!node.computed) return { get: this.source.slice(node.property.start, node.property.end) }
    const { property } = node
    if (property.type === 'Literal' && typeof property.value === 'string') return { get: property.value }
    return { at: this.emit(property) }
  }

  /** The accesses and calls from `ops[used]` on, after `js`. The first one from a plain global needs no guard. */
  private follow(js: string, ops: readonly Op[], used: number, guard: '.' | '?.'): string {
    let out = js
    for (let i = used; i < ops.length; i++) {
      const op = ops[i]
      const next = ops[i + 1]
      if (op === undefined) break
      const dot = i === used ? guard : '?.'
      if ('call' in op) out += `(${op.call.join(', ')})`
      else if ('at' in op) out += `${dot === '.' ? '' : '?.'}[${op.at}]`
      else if (next !== undefined && 'call' in next && !(i === used && guard === '.')) {
        const extension = EXTENSIONS.get(op.get)
        if (extension !== undefined) out = extension(out, next.call, luxonOptions(this.scope))
        else if (isNativeMethod(op.get)) out += `${dot}${op.get}(${next.call.join(', ')})`
        else throw new NotConvertible('method_unknown', { name: op.get })
        i++
      } else out += isIdentifier(op.get) ? `${dot}${op.get}` : `${dot === '.' ? '' : '?.'}[${JSON.stringify(op.get)}]`
    }
    return out
  }

  private dateTime(ops: readonly Op[]): string {
    const [maker, call] = ops
    if (maker === undefined || !('get' in maker)) throw new NotConvertible('name_unknown', { name: 'DateTime' })
    if (call === undefined || !('call' in call)) return this.follow(`DateTime.${maker.get}`, ops, 1, '.')
    if (maker.get === 'now' || (maker.get === 'local' && call.call.length === 0)) return this.follow(luxonNow(this.scope), ops, 2, '?.')
    const before = DATETIME_MAKERS.get(maker.get)
    if (before === undefined) return this.follow(`DateTime.${maker.get}(${call.call.join(', ')})`, ops, 2, '?.')
    const given = call.call[before]
    const own = luxonOptions(this.scope)
    const options = given === undefined ? own : `{ ...${own}, ...${given} }`
    return this.follow(`DateTime.${maker.get}(${[...call.call.slice(0, before), options].join(', ')})`, ops, 2, '?.')
  }

  private arrow(node: ArrowFunctionExpression): string {
    if (node.async || node.body.type === 'BlockStatement')
      throw new NotConvertible('expression_unreadable', { source: this.source.slice(0, 120) })
    const before = new Map(this.bound)
    for (const param of node.params) for (const name of boundNames(param)) this.bound.set(name, freeName(name))
    const params = node.params.map((param) => this.pattern(param)).join(', ')
    const js = `((${params}) => ${bodyOf(this.emit(node.body))})`
    this.bound.clear()
    for (const [name, ours] of before) this.bound.set(name, ours)
    return js
  }

  private pattern(param: AnyNode): string {
    if (param.type === 'Identifier') return this.bound.get(param.name) ?? param.name
    const renamed = boundNames(param).filter((name) => this.bound.get(name) !== name)
    if (renamed[0] !== undefined) throw new NotConvertible('name_unknown', { name: renamed[0] })
    return this.source.slice(param.start, param.end)
  }
}

/** Safe to stand behind an arrow. */
function bodyOf(js: string): string {
  return js.startsWith('{') ? `(${js})` : js
}

/** Ours stays ours: a function's own `item` must not hide the current item. */
function freeName(name: string): string {
  const isTaken = name === ITEM || name === INDEX || ROOT_NAMES.has(name) || HELPER_NAMES.has(name)
  return isTaken ? `${name}_` : name
}

function boundNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : boundNames(element)))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundNames(property.type === 'RestElement' ? property.argument : property.value))
    case 'RestElement':
      return boundNames(pattern.argument)
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    default:
      return []
  }
}

/** The syntax nodes directly inside a node, in reading order. */
function partsOf(node: AnyNode): AnyNode[] {
  const parts: AnyNode[] = []
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? value : [value]) if (isSyntaxNode(each)) parts.push(each)
  }
  return parts.sort((a, b) => a.start - b.start)
}

function isSyntaxNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    value.type !== 'TemplateElement'
  )
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
}
