import { beforeAll, expect, test } from 'vitest'
import { runHere } from '../testing/run-tomada.ts'
import { useWorkFolder } from '../testing/work-folder.ts'

const work = useWorkFolder()
const tomada = (...args: string[]) => runHere(work().path, args)
const create = (name: string) => tomada('create', name, '--resource', 'widgets')
beforeAll(async () => {
  for (const name of ['twice', 'changed', 'paged', 'failing']) await create(name)
})

test('an action that says it may be repeated and sends no key is found by the fault matrix', { timeout: 60_000 }, async () => {
  await work().edit('twice/actions/create-widget.ts', "    headers: { 'idempotency-key': ctx.effectKey },\n", '')
  const { code, text } = await tomada('test', 'twice', '--only', 'faults')
  expect(code).toBe(1)
  expect(text).toMatch(/✗ write create-widget × timeout\n {6}no second effect/)
})

test('a call that differs from its recording is named with both', { timeout: 60_000 }, async () => {
  await work().edit('changed/actions/get-widget.json', '/v1/widgets/', '/v2/widgets/')
  const { code, text } = await tomada('test', 'changed', '--only', 'recordings')
  expect(code).toBe(1)
  expect(text).toContain('call 1 is GET /v2/widgets/1001, recorded is GET /v1/widgets/1001')
})

test('a list whose pages overlap is named', { timeout: 60_000 }, async () => {
  await work().edit('paged/emulator/stock.ts', '(page - 1) * perPage, page', '(page - 1) * (perPage - 1), page')
  const { code, text } = await tomada('test', 'paged', '--only', 'emulator')
  expect(code).toBe(1)
  expect(text).toMatch(/✗ list widgets\n {6}\d+ records come twice/)
})

test("the connector's own tests are run, and one that fails is named", async () => {
  await work().edit('failing/actions/create-widget.test.ts', "name: ' Blue ', price: '4.90'", "name: 'Red', price: '4.90'")
  const { code, text } = await tomada('test', 'failing', '--only', 'files')
  expect(code).toBe(1)
  expect(text).toContain('a name is sent without the spaces around it')
})

test('a folder that cannot be loaded, or is none, is refused in words', { timeout: 60_000 }, async () => {
  await work().edit('failing/manifest.json', '"version": "0.1.0"', '"version": "1"')
  expect(await tomada('test', 'failing')).toMatchObject({ code: 1, text: expect.stringContaining('/version') })
  expect(await tomada('check', 'nowhere')).toMatchObject({ code: 2, text: expect.stringContaining('nowhere is no folder') })
  expect(await tomada('check', 'failing')).toMatchObject({ code: 1, text: expect.stringContaining('M01 E failing/manifest.json') })
})
