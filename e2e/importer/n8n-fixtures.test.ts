import { beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../sdk/flow/definition.ts'
import { type Ended, STUB, useEngineWorld } from '../engine/engine-world.ts'
import { type Fixture, readFixtures } from './fixtures.ts'
import { answerWorkflows } from './provider-answers.ts'

interface Report {
  workflow: string
  flowId: string | null
  counts: Record<'converted' | 'approximated' | 'missing', number>
  nodes: Array<{ node: string; verdict: string; steps: string[]; reasons: Array<{ code: string }> }>
}

const world = useEngineWorld()
const fixtures = readFixtures()

beforeAll(() => answerWorkflows(world().stub))

/** Imports, publishes and runs. */
async function runHere(fixture: Fixture): Promise<{ ended: Ended; report: Report }> {
  const { call } = world()
  const imported = await call('POST', '/api/flow-files/n8n', { text: fixture.text })
  expect(imported).toMatchObject({ status: 200 })
  const [report]: Report[] = imported.body['items']
  if (report?.flowId == null) throw new Error('the import made no flow')
  const published = await call('POST', `/api/flows/${report.flowId}/publish`, {})
  expect(published, JSON.stringify(published.body)).toMatchObject({ status: 201 })
  return { report, ended: await world().ended(await world().start(report.flowId)) }
}

function outputOf({ ended, report }: { ended: Ended; report: Report }, node: string): Json {
  const [step = ''] = report.nodes.find((row) => row.node === node)?.steps ?? []
  return ended.output(step)
}

test('there are at least twenty workflows of eight nodes or more, all exported by n8n', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(20)
  for (const { nodes } of fixtures) expect(nodes.length).toBeGreaterThanOrEqual(8)
  expect(STUB).toBe('https://stub.example.com')
})

/** Workflows whose output differs, and why: the report says so. */
const DIFFERS = new Map([['Due dates', 'date_zone']])
const ended = fixtures.filter(({ recorded }) => recorded.status === 'success')

describe('an imported workflow gives what n8n gave', () => {
  for (const fixture of ended.filter(({ name }) => !DIFFERS.has(name))) {
    test(fixture.name, async () => {
      const here = await runHere(fixture)
      expect(here.ended, JSON.stringify(here.ended.error)).toMatchObject({ status: 'succeeded' })
      expect(outputOf(here, fixture.recorded.lastNode)).toEqual(fixture.recorded.items)
    })
  }
})

describe('a workflow that gives something else says so in its report', () => {
  for (const fixture of ended.filter(({ name }) => DIFFERS.has(name))) {
    test(fixture.name, async () => {
      const here = await runHere(fixture)
      expect(here.ended).toMatchObject({ status: 'succeeded' })
      expect(outputOf(here, fixture.recorded.lastNode)).not.toEqual(fixture.recorded.items)
      const told = here.report.nodes.flatMap(({ reasons }) => reasons.map(({ code }) => code))
      expect(told).toContain(DIFFERS.get(fixture.name))
    })
  }
})

test('a workflow that stops with an error in n8n stops here with the same message', async () => {
  const stopping = fixtures.filter(({ recorded }) => recorded.status === 'error')
  expect(stopping).toHaveLength(1)
  for (const fixture of stopping) {
    const { ended } = await runHere(fixture)
    expect(ended).toMatchObject({ status: 'failed', error: { message: fixture.recorded.error } })
  }
})

test('a preview tells what would become of each node and creates nothing', async () => {
  const { call } = world()
  const before = (await call('GET', '/api/flows')).body['items']
  const [fixture] = fixtures
  const { status, body } = await call('POST', '/api/flow-files/n8n', { text: fixture?.text, preview: true })
  expect(status).toBe(200)
  const [report]: Report[] = body['items']
  expect(report).toMatchObject({ flowId: null, workflow: fixture?.name })
  expect(report?.nodes.map(({ node }) => node)).toEqual(fixture?.nodes.map(({ name }) => name))
  expect((await call('GET', '/api/flows')).body['items']).toHaveLength((before as unknown[]).length)
})

test('a file that is no export of n8n is refused in the language of the reader, and creates nothing', async () => {
  const { call } = world()
  const refused = await call('POST', '/api/flow-files/n8n', { text: '{"nodes":1}' }, { 'accept-language': 'pt-BR' })
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'workflow_unreadable', detail: expect.stringContaining('Isto não é um workflow do n8n') },
  })
})

test('what the report calls approximated or missing is what differs', async () => {
  const fixture = fixtures.find(({ name }) => name === 'Notes, switched off, unknown')
  const { body } = await world().call('POST', '/api/flow-files/n8n', { text: fixture?.text, preview: true })
  const [report]: Report[] = body['items']
  const told = report?.nodes
    .filter(({ verdict }) => verdict !== 'converted')
    .map(({ node, verdict, reasons }) => [node, verdict, reasons[0]?.code])
  expect(told).toEqual([
    ['Orders', 'approximated', 'code_adapter'],
    ['Switched off', 'approximated', 'disabled_passes'],
    ['Post', 'missing', 'type_unknown'],
    ['Never reached', 'missing', 'not_reached'],
  ])
})
