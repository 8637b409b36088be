import { type AnyNode, parse } from 'acorn'
import type { Conversion, NodeContext } from '../conversion.types.ts'
import { literal } from '../expressions/convert-value.ts'
import { luxonNow } from '../expressions/luxon.ts'
import { codeStep } from '../list-step.ts'
import { readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** What n8n's code may use that code steps do not have. */
const REFUSED_NAMES = new Set([
  'require',
  'process',
  'Buffer',
  'fetch',
  'setTimeout',
  'setInterval',
  '$env',
  '$jmespath',
  '$getWorkflowStaticData',
  '$secrets',
  '$binary',
  '$response',
  '$request',
  '$parameter',
  '$evaluateExpression',
])

/** Code in JavaScript, once for all items or for each, and the older Function nodes. Runs behind an adapter, which the step shows. */
export function codeNode(context: NodeContext): Conversion {
  const { parameters, type } = context.node
  const language = readText(parameters, 'language', 'javaScript')
  if (language !== 'javaScript') throw new NotConvertible('code_language', { language })
  const isEach = readText(parameters, 'mode', 'runOnceForAllItems') === 'runOnceForEachItem' || type.endsWith('.functionItem')
  const code = readText(parameters, 'jsCode') || readText(parameters, 'functionCode')
  const mentioned = mentionsOf(code)
  const name = context.name()
  context.approximate('code_adapter')
  const lists = mentioned.nodes.map((node) => `${literal(node)}: ${context.scope.itemsOf(node)}`)
  const adapter = adapterOf(context, lists, mentioned.names)
  const step = codeStep(
    isEach ? forEach(adapter, code, { names: mentioned.names, isOld: type.endsWith('.functionItem') }) : forAll(adapter, code),
  )
  return { steps: [{ name, body: step }], outputs: [`steps.${name}`], pairing: isEach ? 'same' : 'none' }
}

/** Puts n8n's names before the code. Items are copies: what a step gave cannot be changed. */
function adapterOf(context: NodeContext, lists: readonly string[], names: ReadonlySet<string>): string {
  const { scope } = context
  const lines = [
    `const $items = JSON.parse(JSON.stringify(${context.input()})).map((json) => ({ json }))`,
    'const $ofItems = (list, current) => ({ all: () => list, first: () => list[0], last: () => list.at(-1), item: current, itemMatching: (i) => list[i] })',
  ]
  if (names.has('$') || names.has('$node')) {
    lines.push(
      `const $nodes = { ${lists.join(', ')} }`,
      'const $node_items = (name) => JSON.parse(JSON.stringify($nodes[name])).map((json) => ({ json }))',
    )
  }
  if (names.has('$now') || names.has('$today')) lines.push(`const $now = ${luxonNow(scope)}`, 'const $today = $now.startOf("day")')
  if (names.has('$workflow')) lines.push(`const $workflow = ${literal({ ...scope.workflow, active: true })}`)
  if (names.has('$execution')) lines.push("const $execution = { id: run.id, mode: 'production' }")
  if (names.has('$runIndex')) lines.push(`const $runIndex = ${scope.runIndex}`)
  if (names.has('$vars')) lines.push('const $vars = vars')
  return lines.join('\n')
}

const NODE_ACCESS = {
  all: 'const $ = (name) => $ofItems($node_items(name), $node_items(name)[0])\nconst $node = new Proxy({}, { get: (_, name) => $node_items(name)[0] })',
  each: 'const $ = (name) => $ofItems($node_items(name), $node_items(name)[$itemIndex])\nconst $node = new Proxy({}, { get: (_, name) => $node_items(name)[$itemIndex] })',
}

function forAll(adapter: string, code: string): string {
  const access = adapter.includes('$node_items') ? `\n${NODE_ACCESS.all}` : ''
  return `${adapter}${access}
if ($items.length === 0) return []
const $given = ((items, $input, $json, $itemIndex) => {
// From n8n:
${code}
})($items, $ofItems($items, $items[0]), $items[0]?.json, 0)
const $list = Array.isArray($given) ? $given : $given === null || $given === undefined ? [] : [$given]
return $list.map((item) => typeof item?.json === 'object' ? item.json : item)`
}

/** The older Function Item calls the value itself `item`. */
function forEach(adapter: string, code: string, { names, isOld }: { names: ReadonlySet<string>; isOld: boolean }): string {
  const access = adapter.includes('$node_items') ? `\n${NODE_ACCESS.each}` : ''
  const plain = names.has('item') && !isOld ? 'item' : '$item'
  const parameter = isOld ? 'item' : ''
  const argument = isOld ? `${plain}.json` : ''
  return `${adapter}
return $items.flatMap((${plain}, $itemIndex) => {
const $input = $ofItems($items, ${plain}), $json = ${plain}.json${access}
const $given = ((${parameter}) => {
// From n8n:
${code}
})(${argument})
return $given === null || $given === undefined ? [] : [typeof $given.json === 'object' ? $given.json : $given]
})`
}

/** Nodes and names that the code mentions. Throws NotConvertible for what cannot be had here. */
function mentionsOf(code: string): { nodes: string[]; names: Set<string> } {
  const nodes = new Set<string>()
  const names = new Set<string>()
  const queue: unknown[] = [parsed(code)]
  while (queue.length > 0) {
    const value = queue.pop()
    if (typeof value !== 'object' || value === null) continue
    if (isNode(value)) {
      refuse(value)
      if (value.type === 'Identifier') names.add(value.name)
      const node = nodeNamed(value)
      if (node !== null) nodes.add(node)
    }
    queue.push(...Object.values(value))
  }
  for (const name of names) if (REFUSED_NAMES.has(name)) throw new NotConvertible('code_uses', { what: name })
  return { nodes: [...nodes].sort(), names }
}

function parsed(code: string): AnyNode {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true })
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotConvertible('code_unreadable', { reason: error.message })
    throw error
  }
}

function isNode(value: object): value is AnyNode {
  return 'type' in value && typeof value.type === 'string' && 'start' in value
}

function refuse(node: AnyNode): void {
  if (node.type === 'AwaitExpression') throw new NotConvertible('code_uses', { what: 'await' })
  if (node.type === 'ThisExpression') throw new NotConvertible('code_uses', { what: 'this' })
  if (node.type === 'ImportExpression') throw new NotConvertible('code_uses', { what: 'import' })
}

/** `$('Orders')`, `$node["Orders"]`, `$items("Orders")`. */
function nodeNamed(node: AnyNode): string | null {
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === '$') {
    const [first] = node.arguments
    if (first?.type === 'Literal' && typeof first.value === 'string') return first.value
    throw new NotConvertible('code_uses', { what: '$(…)' })
  }
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || node.object.name !== '$node') return null
  if (node.computed) return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : null
  return node.property.type === 'Identifier' ? node.property.name : null
}
