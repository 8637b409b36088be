import type { Json } from '../../sdk/flow/definition.ts'
import type { N8nLink, N8nNode, N8nWorkflow } from './n8n.types.ts'
import { isRecord, read, readFlag, readNumber, readText } from './parameters.ts'

/** Bytes of one file. Exports with pinned data are some hundred KB at most. */
export const MAX_EXPORT_CHARS = 4 * 1024 * 1024
const MAX_DEPTH = 64
const MAX_WORKFLOWS = 50
const MAX_NODES = 500
const MAX_NAME_CHARS = 200

/** A file that is no export, or one that asks too much. `where` names the workflow and node as far as they are known. */
export class UnreadableExport extends Error {
  readonly code: keyof typeof EXPORT_FAULTS
  readonly where: string
  constructor(code: keyof typeof EXPORT_FAULTS, where = '') {
    super(code)
    this.code = code
    this.where = where
  }
}

export const EXPORT_FAULTS = {
  too_large: { en: 'The file is larger than 4 MB.', 'pt-BR': 'O arquivo passa de 4 MB.' },
  not_json: { en: 'This is not JSON: {where}', 'pt-BR': 'Isto não é JSON: {where}' },
  too_deep: { en: 'The file is nested deeper than 64 levels.', 'pt-BR': 'O arquivo tem mais de 64 níveis.' },
  not_n8n: {
    en: 'This is not an n8n workflow: there is no list of nodes with connections.',
    'pt-BR': 'Isto não é um workflow do n8n: falta a lista de nós com conexões.',
  },
  too_many_workflows: { en: 'More than 50 workflows at once.', 'pt-BR': 'São mais de 50 workflows de uma vez.' },
  too_many_nodes: { en: '“{where}” has more than 500 nodes.', 'pt-BR': '“{where}” tem mais de 500 nós.' },
  node_unreadable: {
    en: 'A node cannot be read: {where} needs a name, a type and parameters.',
    'pt-BR': 'Não foi possível ler um nó: {where} precisa de nome, tipo e parâmetros.',
  },
  node_twice: { en: 'Two nodes have the same name: {where}.', 'pt-BR': 'Dois nós têm o mesmo nome: {where}.' },
  wire_unknown: {
    en: 'A wire leads from or to a node that does not exist: {where}.',
    'pt-BR': 'Um fio sai de um nó que não existe, ou chega a um: {where}.',
  },
} as const

/**
 * The workflows of an export: one object, a list of them (`n8n export:workflow --all`), or what is copied from the canvas.
 * Nothing of the text is trusted: only own keys are read, sizes and depth are capped. Throws UnreadableExport.
 */
export function readExport(text: string): N8nWorkflow[] {
  if (text.length > MAX_EXPORT_CHARS) throw new UnreadableExport('too_large')
  const value = parsed(text)
  if (isDeeperThan(value, MAX_DEPTH)) throw new UnreadableExport('too_deep')
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new UnreadableExport('not_n8n')
  if (list.length > MAX_WORKFLOWS) throw new UnreadableExport('too_many_workflows')
  return list.map((each) => workflowOf(each))
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableExport('not_json', error instanceof Error ? error.message.slice(0, 200) : '')
  }
}

/** Counted level by level, so that no depth can use up the stack. */
function isDeeperThan(value: Json, levels: number): boolean {
  let level: Json[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true
    level = level.flatMap((each) => (each !== null && typeof each === 'object' ? Object.values(each) : []))
  }
  return false
}

function workflowOf(value: Json): N8nWorkflow {
  const nodes = read(value, 'nodes')
  const connections = read(value, 'connections')
  if (!Array.isArray(nodes) || !isRecord(connections)) throw new UnreadableExport('not_n8n')
  const name = readText(value, 'name', 'n8n').slice(0, 120).trim() || 'n8n'
  if (nodes.length > MAX_NODES) throw new UnreadableExport('too_many_nodes', name)
  const found = nodes.map((node, i) => nodeOf(node, `${name}, nodes[${i}]`))
  const known = new Set<string>()
  for (const node of found) {
    if (known.has(node.name)) throw new UnreadableExport('node_twice', node.name)
    known.add(node.name)
  }
  return {
    id: readText(value, 'id').slice(0, 80),
    name,
    nodes: found,
    links: linksOf(connections, known),
    settings: settingsOf(value),
    pinned: pinnedOf(read(value, 'pinData')),
  }
}

function nodeOf(value: Json, place: string): N8nNode {
  const name = readText(value, 'name')
  const where = name === '' ? place : `“${name.slice(0, 80)}”`
  const parameters = read(value, 'parameters') ?? {}
  const type = readText(value, 'type')
  if (name === '' || name.length > MAX_NAME_CHARS || type === '' || type.length > MAX_NAME_CHARS || !isRecord(parameters)) {
    throw new UnreadableExport('node_unreadable', where)
  }
  const credentials = read(value, 'credentials')
  return {
    name,
    type,
    version: readNumber(value, 'typeVersion', 1),
    position: positionOf(read(value, 'position')),
    parameters,
    disabled: readFlag(value, 'disabled'),
    note: readText(value, 'notes').slice(0, 4000),
    onError: onErrorOf(value),
    retry: readFlag(value, 'retryOnFail')
      ? {
          attempts: Math.min(10, Math.max(2, readNumber(value, 'maxTries', 3))),
          waitMs: Math.min(60_000, readNumber(value, 'waitBetweenTries', 1000)),
        }
      : null,
    executeOnce: readFlag(value, 'executeOnce'),
    alwaysOutputs: readFlag(value, 'alwaysOutputData'),
    hasCredentials: isRecord(credentials) && Object.keys(credentials).length > 0,
  }
}

function onErrorOf(value: Json): N8nNode['onError'] {
  const policy = readText(value, 'onError')
  if (policy === 'continueErrorOutput') return 'errorOutput'
  return policy === 'continueRegularOutput' || readFlag(value, 'continueOnFail') ? 'regular' : 'stop'
}

function positionOf(value: Json | undefined): N8nNode['position'] {
  const [x, y] = Array.isArray(value) ? value : []
  return { x: typeof x === 'number' && Number.isFinite(x) ? x : 0, y: typeof y === 'number' && Number.isFinite(y) ? y : 0 }
}

/** `{from: {main: [[{node, type, index}]]}}`. */
function linksOf(connections: { [key: string]: Json }, known: ReadonlySet<string>): N8nLink[] {
  const links: N8nLink[] = []
  for (const [from, kinds] of Object.entries(connections)) {
    if (!known.has(from)) throw new UnreadableExport('wire_unknown', from.slice(0, 80))
    for (const [kind, outputs] of Object.entries(isRecord(kinds) ? kinds : {})) {
      if (!Array.isArray(outputs)) continue
      outputs.forEach((wires, output) => {
        for (const wire of Array.isArray(wires) ? wires : []) {
          const to = readText(wire, 'node')
          if (!known.has(to)) throw new UnreadableExport('wire_unknown', `${from} → ${to}`.slice(0, 120))
          links.push({ from, output, to, input: readNumber(wire, 'index', 0), ...(kind === 'main' ? {} : { kind }) })
        }
      })
    }
  }
  return links
}

function settingsOf(value: Json): N8nWorkflow['settings'] {
  const timezone = readText(value, 'settings.timezone')
  const seconds = readNumber(value, 'settings.executionTimeout', 0)
  const errorWorkflow = readText(value, 'settings.errorWorkflow')
  return {
    ...(timezone === '' || timezone === 'DEFAULT' || !isTimezone(timezone) ? {} : { timezone }),
    ...(seconds > 0 ? { executionTimeoutSeconds: Math.ceil(seconds) } : {}),
    ...(errorWorkflow === '' || errorWorkflow === 'DEFAULT' ? {} : { errorWorkflow }),
  }
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // RangeError is how Intl says no.
    return false
  }
}

function pinnedOf(value: Json | undefined): N8nWorkflow['pinned'] {
  const pinned: N8nWorkflow['pinned'] = new Map()
  if (!isRecord(value)) return pinned
  for (const [name, items] of Object.entries(value)) {
    if (Array.isArray(items))
      pinned.set(
        name,
        items.map((item) => read(item, 'json') ?? item),
      )
  }
  return pinned
}
