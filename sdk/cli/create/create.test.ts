import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runHere, runTomada } from '../testing/run-tomada.ts'
import { useWorkFolder } from '../testing/work-folder.ts'

const work = useWorkFolder()
const tomada = (...args: string[]) => runHere(work().path, args)
const inItsOwnProcess = (...args: string[]) => runTomada(work().path, args)

test('in under a minute there is a connector that passes the checks and its tests, with the fault matrix', {
  timeout: 120_000,
}, async () => {
  const startedAt = performance.now()
  expect(await inItsOwnProcess('create', 'frete-certo', '--publisher', 'acme', '--resource', 'shipments')).toMatchObject({ code: 0 })
  const checked = await inItsOwnProcess('check', 'frete-certo')
  expect(checked.text).toContain('all fine')
  expect(checked.text).not.toMatch(/^ {2}[A-Z]\d\d [EW] /m)
  const tested = await inItsOwnProcess('test', 'frete-certo')
  expect(tested.text).toContain('✓ list shipments')
  expect(tested.text).toMatch(/\d+ passed, 0 failed/)
  expect([checked.code, tested.code]).toEqual([0, 0])
  expect(performance.now() - startedAt).toBeLessThan(60_000)
})

test.each(['bearer', 'oauth2'])('a connector with %s works too, whatever its words are', { timeout: 120_000 }, async (auth) => {
  const folder = `loja-${auth}`
  expect(await tomada('create', folder, '--auth', auth, '--resource', 'sales-orders')).toMatchObject({ code: 0 })
  expect(await tomada('check', folder)).toMatchObject({ code: 0 })
  const tested = await tomada('test', folder, '--only', 'emulator', '--only', 'recordings', '--only', 'files')
  expect(tested).toMatchObject({ code: 0, text: expect.stringContaining('✓ action create-sales-order') })
})

test('no word of the template is left', async () => {
  await tomada('create', 'caixa', '--resource', 'entries')
  const manifest = await readFile(path.join(work().path, 'caixa', 'manifest.json'), 'utf8')
  expect(manifest).toContain('"id": "my-company/caixa"')
  expect(manifest).toContain('get-entry')
  expect(manifest).not.toMatch(/widget|template-|Template /i)
})

test('nothing is overwritten, and what cannot be a name is refused', async () => {
  expect(await tomada('create', 'caixa')).toMatchObject({ code: 1, text: expect.stringContaining('is not empty') })
  expect(await tomada('create', 'Minha Loja')).toMatchObject({ code: 2, text: expect.stringContaining('small letters') })
  expect(await tomada('create', 'outra', '--auth', 'magic')).toMatchObject({
    code: 2,
    text: expect.stringContaining('--auth is apiKey, bearer'),
  })
  expect(await tomada('create', 'outra', '--resource', 'accounts')).toMatchObject({ code: 2 })
  expect(await tomada('grow', 'outra')).toMatchObject({ code: 2, text: expect.stringContaining('there is no command grow') })
})
