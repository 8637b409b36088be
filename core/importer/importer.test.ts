import { expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { problemsOf } from '../../sdk/flow/validate.ts'
import { convertWorkflow } from './convert-workflow.ts'
import { readExport, UnreadableExport } from './read-export.ts'
import { REASONS } from './reasons.ts'

type Written = [name: string, type: string, parameters?: Json, more?: Record<string, Json>]

/** An export of nodes in one row, wired one after the other; `wires` are added: `A.1>B`. */
function exported(nodes: Written[], wires: string[] = [], more: Record<string, Json> = {}): string {
  const connections: Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }> = {}
  const wire = (from: string, output: number, to: string): void => {
    const own = connections[from] ?? { main: [] }
    connections[from] = own
    const outputs = own.main
    while (outputs.length <= output) outputs.push([])
    outputs[output]?.push({ node: to, type: 'main', index: 0 })
  }
  const inRow = nodes.filter(([, , , own]) => own?.['loose'] !== true).map(([name]) => name)
  for (const [i, name] of inRow.slice(1).entries()) wire(inRow[i] ?? '', 0, name)
  for (const each of wires) {
    const [, from = '', output = '0', to = ''] = /^(.*)\.(\d)>(.*)$/.exec(each) ?? []
    wire(from, Number(output), to)
  }
  const list = nodes.map(([name, type, parameters = {}, { loose: _loose, ...own } = {}], i) => {
    return { name, type: type.includes('.') ? type : `n8n-nodes-base.${type}`, typeVersion: 1, position: [i * 200, 0], parameters, ...own }
  })
  return JSON.stringify({ id: 'wf1', name: 'Teste', nodes: list, connections, ...more })
}

function convert(text: string) {
  const [workflow] = readExport(text)
  if (workflow === undefined) throw new Error('no workflow')
  const converted = convertWorkflow(workflow, { timezone: 'America/Sao_Paulo', flowIdOf: (id) => (id === 'known' ? 'flw_known' : '') })
  const of = (name: string) => converted.report.nodes.find(({ node }) => node === name)
  const step = (name: string) => Object.values(converted.definition.steps).find((each) => each.title === name)
  return { ...converted, of, step }
}

const START: Written = ['Start', 'manualTrigger']
const set = (name: string, value: string, more: Record<string, Json> = {}): Written => [
  name,
  'set',
  { assignments: { assignments: [{ id: '1', name: 'v', value, type: 'number' }] }, options: {} },
  { typeVersion: 3.4, ...more },
]

const faultOf = (text: string): string => {
  try {
    readExport(text)
    return 'read'
  } catch (error) {
    if (!(error instanceof UnreadableExport)) throw error
    return `${error.code} ${error.where}`.trim()
  }
}

test('every node is in the report, and whatever has no counterpart stays as a disabled step with its parameters', () => {
  const { report, of, step, definition } = convert(
    exported([
      START,
      ['Chat', '@n8n/langchain.agent', { prompt: 'oi' }, { credentials: { key: { id: '1', name: 'secret' } } }],
      set('Next', '={{ $json.x }}'),
    ]),
  )
  expect(report.counts).toEqual({ converted: 2, approximated: 0, missing: 1 })
  expect(of('Chat')).toMatchObject({ verdict: 'missing', reasons: [{ code: 'type_unknown' }] })
  expect(step('Chat')).toMatchObject({ disabled: true, note: expect.stringContaining('"prompt": "oi"') })
  expect(JSON.stringify(definition)).not.toContain('secret')
  // What comes after it gets the items from before it.
  expect(step('Next')).toMatchObject({ kind: 'map', value: expect.stringContaining('[trigger ?? {}].map') })
})

test('reasons are told in both languages', () => {
  for (const text of Object.values(REASONS)) expect(text.en).not.toBe(text['pt-BR'])
  const { of } = convert(exported([START, ['Post', 'slack']]))
  expect(of('Post')?.reasons[0]?.text).toEqual({
    en: 'There is no step for nodes of the type n8n-nodes-base.slack.',
    'pt-BR': 'Não há etapa para nós do tipo n8n-nodes-base.slack.',
  })
})

test('an expression with a name that does not exist here makes its node missing, not wrong', () => {
  const { of } = convert(
    exported([
      START,
      set('Env', '={{ $env.TOKEN }}'),
      set('Odd', '={{ $json.x.toTitleCase() }}'),
      set('Ghost', "={{ $('Nobody').item.json.x }}"),
    ]),
  )
  expect(of('Env')?.reasons).toMatchObject([{ code: 'name_unknown' }])
  expect(of('Odd')?.reasons).toMatchObject([{ code: 'method_unknown' }])
  expect(of('Ghost')?.reasons).toMatchObject([{ code: 'node_unknown' }])
})

test('an item of an earlier node is followed through the nodes between, and refused when one of them loses it', () => {
  const list: Written = ['List', 'code', { jsCode: 'return [{ json: { v: 1 } }]' }, { typeVersion: 2 }]
  const conditions: Json = {
    options: {},
    conditions: [{ leftValue: '={{ $json.v }}', rightValue: 1, operator: { type: 'number', operation: 'gt' } }],
    combinator: 'and',
  }
  const filter: Written = ['Some', 'filter', { conditions }, { typeVersion: 2.2 }]
  const summary: Written = ['Sums', 'summarize', { fieldsToSummarize: { values: [{ field: 'v' }] }, fieldsToSplitBy: 'v' }]
  const value = "={{ $('List').item.json.v }}"
  const { of, step, definition } = convert(
    exported([START, list, set('Same', value), filter, set('Found', value), summary, set('Lost', value)]),
  )
  expect(of('Same')?.verdict).toBe('converted')
  expect(step('Same')).toMatchObject({ value: expect.stringContaining('steps.list.at(index)?.v') })
  expect(step('Found')).toMatchObject({ value: expect.stringContaining('steps.list.at(steps.some_origins.at(index))?.v') })
  expect(of('Some')?.steps).toEqual(['some', 'some_origins'])
  expect(of('Lost')).toMatchObject({ verdict: 'missing', reasons: [{ code: 'pairing_lost' }] })
  expect(problemsOf(definition).filter(({ severity }) => severity === 'error')).toEqual([])
})

test('an own name inside an expression does not hide the current item', () => {
  const { step } = convert(exported([START, set('Sum', '={{ $json.lines.map(item => item.price * $json.rate).sum() }}')]))
  expect(step('Sum')).toMatchObject({ value: expect.stringContaining('((item_) => item_?.price * item?.rate)') })
})

test('the first trigger that is not manual starts the flow, and the others are told of', () => {
  const hook: Written = ['Hook', 'webhook', { httpMethod: 'POST', path: 'x', responseMode: 'lastNode' }, { typeVersion: 2, loose: true }]
  const { definition, of, report } = convert(exported([START, set('Work', '={{ $json.body.x }}'), hook], ['Hook.0>Work']))
  expect(definition.trigger).toMatchObject({ kind: 'webhook', answer: 'flow', methods: ['POST'] })
  expect(of('Start')).toMatchObject({ verdict: 'approximated', reasons: [{ code: 'manual_beside' }] })
  expect(of('Hook')).toMatchObject({ verdict: 'approximated', reasons: [{ code: 'answer_last' }] })
  expect(report.notes).toMatchObject([{ code: 'webhook_address' }])
  expect(Object.values(definition.steps).map(({ kind }) => kind)).toContain('respond')
  expect(problemsOf(definition).filter(({ severity }) => severity === 'error')).toEqual([])
})

test('schedules become cron lines in the timezone of the workflow', () => {
  const daily: Json = { rule: { interval: [{ field: 'days', triggerAtHour: 7, triggerAtMinute: 30 }, { field: 'hours' }] } }
  const { definition, of } = convert(
    exported([['Daily', 'scheduleTrigger', daily], set('Work', '1')], [], { settings: { timezone: 'America/Manaus' } }),
  )
  expect(definition.trigger).toMatchObject({ kind: 'schedule', when: { by: 'cron', expression: '30 7 * * *' }, timezone: 'America/Manaus' })
  expect(of('Daily')?.reasons.map(({ code }) => code)).toEqual(['schedule_first', 'trigger_fields'])
})

test('a form becomes a form with the same fields', () => {
  const fields: Json[] = [
    { fieldLabel: 'Nome', requiredField: true },
    { fieldLabel: 'Tamanho', fieldType: 'dropdown', fieldOptions: { values: [{ option: 'P' }, { option: 'G' }] } },
    { fieldLabel: 'Foto', fieldType: 'file' },
  ]
  const { definition, of } = convert(
    exported([['Form', 'formTrigger', { formTitle: 'Pedido', formFields: { values: fields } }], set('Work', '1')]),
  )
  expect(definition.trigger).toMatchObject({
    kind: 'form',
    title: 'Pedido',
    schema: { properties: { Nome: { type: 'string' }, Tamanho: { enum: ['P', 'G'] } }, required: ['Nome'] },
  })
  expect(of('Form')?.reasons).toMatchObject([{ code: 'option_left_out' }])
})

test('wires that lead back to anything but a loop are not followed', () => {
  const { of, definition } = convert(exported([START, set('A', '1'), set('B', '2')], ['B.0>A']))
  expect(of('A')).toMatchObject({ verdict: 'missing', reasons: [{ code: 'wire_back' }] })
  expect(problemsOf(definition).filter(({ severity }) => severity === 'error')).toEqual([])
})

test('what only other code can do is named', () => {
  const code = (name: string, jsCode: string, more: Record<string, Json> = {}): Written => [
    name,
    'code',
    { jsCode, ...more },
    { typeVersion: 2 },
  ]
  const { of } = convert(
    exported([
      START,
      code('Fs', "return require('fs')"),
      code('Wait', 'return await x'),
      code('Python', '', { language: 'python' }),
      code('Broken', 'return {{'),
    ]),
  )
  expect(['Fs', 'Wait', 'Python', 'Broken'].map((name) => of(name)?.reasons[0]?.code)).toEqual([
    'code_uses',
    'code_uses',
    'code_language',
    'code_unreadable',
  ])
})

test('a hostile or broken file is refused with the node it is about', () => {
  expect(faultOf('{')).toMatch(/^not_json/)
  expect(faultOf('{"nodes":[]}')).toBe('not_n8n')
  expect(faultOf('[]')).toBe('not_n8n')
  expect(faultOf(`${'['.repeat(100)}${']'.repeat(100)}`)).toBe('too_deep')
  expect(faultOf(' '.repeat(4 * 1024 * 1024 + 1))).toBe('too_large')
  expect(faultOf(exported([START, START]))).toBe('node_twice Start')
  expect(faultOf('{"name":"W","nodes":[{"name":"X"}],"connections":{}}')).toBe('node_unreadable “X”')
  expect(faultOf('{"name":"W","nodes":[{"type":"t"}],"connections":{}}')).toBe('node_unreadable W, nodes[0]')
  expect(faultOf(exported([START], ['Start.0>Nobody']))).toBe('wire_unknown Start → Nobody')
  const many = Array.from({ length: 501 }, (_, i): Written => [`n${i}`, 'noOp'])
  expect(faultOf(exported(many))).toBe('too_many_nodes Teste')
})

test('C29 keys called __proto__ change no prototype, neither at import nor in the flow', () => {
  const text = exported([START, set('P', '1')])
    .replace('"name":"v"', '"name":"__proto__"')
    .replace('"parameters":{}', '"parameters":{"__proto__":{"polluted":true}}')
  const { step, of } = convert(text)
  expect(of('P')?.verdict).toBe('converted')
  expect(step('P')).toMatchObject({ value: expect.stringContaining('["__proto__"]: 1') })
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a version that is newer than the known ones is read like those, and told', () => {
  const { of } = convert(exported([START, set('New', '1', { typeVersion: 9 })]))
  expect(of('New')).toMatchObject({ verdict: 'approximated', reasons: [{ code: 'version_newer' }] })
})

test('the same export gives the same flow, whatever the order of its connections', () => {
  const text = exported([START, set('A', '1'), set('B', '={{ $json.v }}')])
  const value = JSON.parse(text)
  const turned = { ...value, connections: Object.fromEntries(Object.entries(value.connections).reverse()) }
  expect(convert(JSON.stringify(turned)).definition).toEqual(convert(text).definition)
})
