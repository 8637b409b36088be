import type { AnyNode, ArrowFunctionExpression, Expression, MemberExpression, Pattern, Property, Super } from 'acorn'
import { type ExpressionProblem, problemOf } from './expressions.ts'
import { EXPRESSION_GLOBALS, HELPER_NAMES, isLoopName, type LoopName, ROOT_NAMES } from './expressions-names.ts'
import { literalKey, literalName, notAllowed, PLAIN_WORDS, Refusal, refusePrivate, refuseSuper } from './expressions-refusals.ts'
import { parseExpression, syntaxProblem } from './parse-expression.ts'

/** A use of a step's output, as found in an expression. */
export interface StepUse {
  stepId: string
  /** Written with `?.`: it is no error when the step did not run or the field is missing. */
  optional: boolean
}

export interface RewriteScope {
  /** The id of the step called so (`order`, or `$s1a2b3c4d`), or undefined. */
  stepIdOf(name: string): string | undefined
  /** How messages call the step. */
  stepNameOf(stepId: string): string
  /** Which of `item`, `index` and `previous` exist here. */
  knows: ReadonlySet<LoopName>
  /** Whether `run.links` has that step: it waits for a call or a person, outside of loops. */
  hasLinks(stepId: string): boolean
}

export type RewrittenExpression = { ok: true; js: string; uses: StepUse[] } | { ok: false; problem: ExpressionProblem }

/**
 * One expression as JavaScript for the guest, where `$` is the flow runtime: paths from `trigger`, `steps`, `item` and
 * `vars` become checked look-ups that name themselves when they find nothing; every other free name must be known.
 * Statements, assignments, functions with bodies, classes, `this`, imports, tagged templates and await are refused.
 */
export function rewriteExpression(source: string, scope: RewriteScope): RewrittenExpression {
  const parsed = parseExpression(source)
  if (!parsed.ok) return parsed
  try {
    const rewriter = new Rewriter(source, scope)
    const js = rewriter.emit(parsed.ast)
    // The joined script is only as safe as each part: what we made must again be one expression, to its end.
    const again = parseExpression(js)
    return again.ok ? { ok: true, js, uses: rewriter.uses } : again
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, problem: thrown.problem }
    return { ok: false, problem: syntaxProblem(thrown) }
  }
}

interface Path {
  root: string
  /** JavaScript of each key: a quoted name, or an expression in parentheses. */
  keys: string[]
  /** The keys as far as they are written out; null where one is computed. */
  names: Array<string | null>
  /** Index of the first key that may be missing, or -1. */
  optionalFrom: number
}

/** Lives for one expression: emits JavaScript node by node, keeping the source text of whatever needs no change. */
class Rewriter {
  readonly uses: StepUse[] = []
  private readonly source: string
  private readonly scope: RewriteScope
  private readonly bound: string[] = []

  constructor(source: string, scope: RewriteScope) {
    this.source = source
    this.scope = scope
  }

  emit(node: AnyNode): string {
    switch (node.type) {
      case 'Literal':
        return this.text(node)
      case 'Identifier':
        return this.emitName(node.name)
      case 'MemberExpression':
        return this.emitMember(node)
      case 'ChainExpression':
        return this.emit(node.expression)
      case 'CallExpression': {
        const optional = node.optional ? '?.' : ''
        return `${this.emitCallee(node.callee)}${optional}(${this.list(node.arguments)})`
      }
      case 'NewExpression':
        if (node.callee.type !== 'Identifier' || !EXPRESSION_GLOBALS.has(node.callee.name)) throw notAllowed('new')
        return `new ${node.callee.name}(${this.list(node.arguments)})`
      case 'ParenthesizedExpression':
        return `(${this.emit(node.expression)})`
      case 'UnaryExpression':
        if (node.operator === 'delete') throw notAllowed('delete')
        return `${node.operator} ${this.emit(node.argument)}`
      case 'BinaryExpression':
        if (node.left.type === 'PrivateIdentifier') throw notAllowed('#')
        return `${this.emit(node.left)} ${node.operator} ${this.emit(node.right)}`
      case 'LogicalExpression':
        return `${this.emit(node.left)} ${node.operator} ${this.emit(node.right)}`
      case 'ConditionalExpression':
        return `${this.emit(node.test)} ? ${this.emit(node.consequent)} : ${this.emit(node.alternate)}`
      case 'ArrayExpression':
        return `[${this.list(node.elements)}]`
      case 'ObjectExpression':
        return `({${node.properties.map((p) => this.emitProperty(p)).join(', ')}})`
      case 'SpreadElement':
        return `...${this.emit(node.argument)}`
      case 'TemplateLiteral':
        return `\`${node.quasis.map((q, i) => q.value.raw + this.hole(node.expressions[i])).join('')}\``
      case 'ArrowFunctionExpression':
        return this.emitArrow(node)
      default:
        throw notAllowed(PLAIN_WORDS[node.type] ?? node.type)
    }
  }

  private text(node: AnyNode): string {
    return this.source.slice(node.start, node.end)
  }

  private hole(expression: Expression | undefined): string {
    return expression === undefined ? '' : `\${${this.emit(expression)}}`
  }

  private list(nodes: ReadonlyArray<AnyNode | null>): string {
    return nodes.map((node) => (node === null ? '' : this.emit(node))).join(', ') + (nodes.at(-1) === null ? ',' : '')
  }

  private emitName(name: string): string {
    if (this.bound.includes(name)) return name
    if (ROOT_NAMES.has(name)) return this.emitPath({ root: name, keys: [], names: [], optionalFrom: -1 })
    if (EXPRESSION_GLOBALS.has(name) || HELPER_NAMES.has(name)) return name
    throw new Refusal(problemOf('unknown_name', { name }))
  }

  private emitMember(node: MemberExpression): string {
    const path = this.pathOf(node)
    if (path !== null) return this.emitPath(path)
    const object = this.emit(refuseSuper(node.object))
    return `${object}${this.access(node, node.optional)}`
  }

  /** The object of a method call is looked up with checks; the method itself is JavaScript's. */
  private emitCallee(callee: Expression | Super): string {
    const node = refuseSuper(callee)
    if (node.type !== 'MemberExpression') return this.emit(node)
    const path = this.pathOf(refuseSuper(node.object))
    // `steps.name(…)` would call a step: the path is then the whole callee and is refused as a dynamic use.
    if (path === null || (path.root === 'steps' && path.keys.length === 0)) {
      return `${this.emit(refuseSuper(node.object))}${this.access(node, node.optional)}`
    }
    if (node.optional && path.optionalFrom < 0) path.optionalFrom = Math.max(0, path.keys.length - 1)
    return `${this.emitPath(path)}${this.access(node, path.optionalFrom >= 0)}`
  }

  private access(node: MemberExpression, optional: boolean): string {
    if (node.computed) return `${optional ? '?.' : ''}[${this.emit(refusePrivate(node.property))}]`
    return `${optional ? '?.' : '.'}${this.text(node.property)}`
  }

  /** The path a chain of plain accesses spells, or null when it starts at anything but a root. */
  private pathOf(node: AnyNode): Path | null {
    if (node.type === 'Identifier') {
      if (!ROOT_NAMES.has(node.name) || this.bound.includes(node.name)) return null
      return { root: node.name, keys: [], names: [], optionalFrom: -1 }
    }
    if (node.type !== 'MemberExpression') return null
    const path = this.pathOf(refuseSuper(node.object))
    if (path === null) return null
    // `a?.b`: both a, which the guard is about, and b, which may be missing in it.
    if (node.optional && path.optionalFrom < 0) path.optionalFrom = Math.max(0, path.keys.length - 1)
    const name = literalKey(node)
    path.names.push(name)
    path.keys.push(name === null ? `(${this.emit(refusePrivate(node.property))})` : JSON.stringify(name))
    return path
  }

  private emitPath(path: Path): string {
    const { root } = path
    if (root === 'now') return path.keys.length === 0 ? '$.now()' : `$.now()[${path.keys.join('][')}]`
    if (isLoopName(root) && !this.scope.knows.has(root)) throw new Refusal(problemOf('item_outside_loop', { name: root }))
    if (root === 'steps') return this.emitStep(path)
    const [first, linked] = path.names
    const keys = root === 'run' && first === 'links' && typeof linked === 'string' ? this.linkKeys(path, linked) : path.keys
    return `$.${root}([${keys.join(', ')}], ${path.optionalFrom})`
  }

  private emitStep(path: Path): string {
    const [written = null] = path.names
    if (written === null) throw new Refusal(problemOf('steps_dynamic'))
    const stepId = this.stepNamed(written)
    this.uses.push({ stepId, optional: path.optionalFrom === 0 })
    const name = this.scope.stepNameOf(stepId)
    // Key 0 named the step; optionalFrom 0 = the step itself may be missing, hence everything after it.
    return `$.step(${JSON.stringify(stepId)}, ${JSON.stringify(name)}, [${path.keys.slice(1).join(', ')}], ${path.optionalFrom})`
  }

  /** `run.links.<step>`: at run time links are found by the step's name. */
  private linkKeys(path: Path, written: string): string[] {
    const stepId = this.stepNamed(written)
    const name = this.scope.stepNameOf(stepId)
    if (!this.scope.hasLinks(stepId)) throw new Refusal(problemOf('step_without_links', { name }))
    return path.keys.with(1, JSON.stringify(name))
  }

  private stepNamed(written: string): string {
    const stepId = this.scope.stepIdOf(written)
    if (stepId === undefined) throw new Refusal(problemOf('step_unknown', { name: written }))
    return stepId
  }

  private emitProperty(node: Property | AnyNode): string {
    if (node.type === 'SpreadElement') return this.emit(node)
    if (node.type !== 'Property' || node.kind !== 'init' || node.method) throw notAllowed('get, set')
    const key = node.computed ? `[${this.emit(node.key)}]` : this.text(node.key)
    // A literal `__proto__` key would set the prototype; computed, it is a key like any other (C29).
    const isProto = !node.computed && (node.key.type === 'Identifier' ? node.key.name : literalName(node.key)) === '__proto__'
    return `${isProto ? '["__proto__"]' : key}: ${this.emit(node.value)}`
  }

  private emitArrow(node: ArrowFunctionExpression): string {
    if (node.async) throw notAllowed('async')
    if (node.body.type === 'BlockStatement') throw notAllowed('{ … }')
    const before = this.bound.length
    for (const param of node.params) this.bind(param)
    const params = node.params.map((param) => this.emitPattern(param)).join(', ')
    const js = `((${params}) => (${this.emit(node.body)}))`
    this.bound.length = before
    return js
  }

  private bind(pattern: Pattern): void {
    switch (pattern.type) {
      case 'Identifier':
        if ((ROOT_NAMES.has(pattern.name) && !isLoopName(pattern.name)) || pattern.name.startsWith('$') || pattern.name === 'undefined') {
          throw new Refusal(problemOf('reserved_name', { name: pattern.name }))
        }
        this.bound.push(pattern.name)
        return
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.bind(element)
        return
      case 'ObjectPattern':
        for (const property of pattern.properties) this.bind(property.type === 'RestElement' ? property.argument : property.value)
        return
      case 'RestElement':
        this.bind(pattern.argument)
        return
      case 'AssignmentPattern':
        this.bind(pattern.left)
        return
      case 'MemberExpression':
        throw notAllowed('=')
      default: {
        const never: never = pattern
        throw notAllowed(String(never))
      }
    }
  }

  private emitPattern(pattern: Pattern): string {
    switch (pattern.type) {
      case 'Identifier':
        return pattern.name
      case 'ArrayPattern':
        return `[${pattern.elements.map((element) => (element === null ? '' : this.emitPattern(element))).join(', ')}]`
      case 'ObjectPattern':
        return `{${pattern.properties
          .map((p) => {
            if (p.type === 'RestElement') return `...${this.emitPattern(p.argument)}`
            return `${p.computed ? `[${this.emit(p.key)}]` : this.text(p.key)}: ${this.emitPattern(p.value)}`
          })
          .join(', ')}}`
      case 'RestElement':
        return `...${this.emitPattern(pattern.argument)}`
      case 'AssignmentPattern':
        return `${this.emitPattern(pattern.left)} = ${this.emit(pattern.right)}`
      default:
        throw notAllowed('=')
    }
  }
}
