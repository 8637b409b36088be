import { chmod, cp, mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { createConnector } from '../create/create-connector.ts'
import { runTomada } from '../testing/run-tomada.ts'
import { useWorkFolder } from '../testing/work-folder.ts'
import { packFolder } from './pack-folder.ts'

const work = useWorkFolder()
const at = (...parts: string[]) => path.join(work().path, ...parts)
const make = async (parent: string, name = 'loja') => {
  const folder = at(parent, name)
  await createConnector({ folder, name, publisher: 'acme', auth: 'apiKey', resource: 'orders' })
  return folder
}
let folder = ''
beforeAll(async () => {
  folder = await make('here')
})

test('the same files give the same archive, whatever folder, time, rights and line ends they have', async () => {
  const { packed } = await packFolder(folder)
  const other = at('a', 'much', 'longer', 'way', 'loja')
  await mkdir(path.dirname(other), { recursive: true })
  await cp(folder, other, { recursive: true })
  await utimes(path.join(other, 'manifest.json'), 1, 1)
  await chmod(path.join(other, 'README.md'), 0o600)
  await work().edit('a/much/longer/way/loja/README.pt-BR.md', '\n', '\r\n')
  const again = (await packFolder(other)).packed
  expect(again?.integrity).toBe(packed?.integrity)
  expect(again?.archive).toEqual(packed?.archive)
})

test('an archive holds what runs and what people read: the manifest first, the code as one script, nobody’s name or time', async () => {
  const { packed } = await packFolder(folder)
  expect(packed?.name).toBe('acme-loja-0.1.0.tgz')
  expect(packed?.entries[0]).toBe('manifest.json')
  expect(packed?.entries.slice(1)).toEqual(packed?.entries.slice(1).toSorted())
  expect(packed?.entries).toContain('dist/plugin.js')
  expect(packed?.entries.filter((file) => /\.ts$|^(emulator|fixtures|node_modules)\/|package\.json/.test(file))).toEqual([])
  const header = gunzipSync(packed?.archive ?? Buffer.alloc(0))
    .subarray(0, 512)
    .toString('latin1')
  expect(header.slice(100, 156)).toMatch(/^0000644\0{1}0000000\0{1}0000000\0{1}\d{11}\0{1}00000000000\0/)
  expect(gunzipSync(packed?.archive ?? Buffer.alloc(0)).toString('utf8')).not.toContain(work().path)
})

test.each([
  ['a file that nothing names', async (dir: string) => writeFile(path.join(dir, 'notes.txt'), 'x'), 'notes.txt is named by nothing'],
  ['a link', async (dir: string) => symlink('/etc/hostname', path.join(dir, 'NOTICE.md')), 'NOTICE.md is a link'],
  [
    'a README that is too large',
    async (dir: string) => writeFile(path.join(dir, 'README.md'), 'x'.repeat(300_000)),
    'README.md is larger than 256 KB',
  ],
  [
    'a check that refuses it',
    async (dir: string) => writeFile(path.join(dir, 'actions', 'create-order.ts'), 'export default async () => eval("1")'),
    'C01 E',
  ],
])('%s is refused, with the reason', async (what, spoil, reason) => {
  const dir = await make(what.replaceAll(' ', '-'))
  await spoil(dir)
  const { packed, refusals } = await packFolder(dir)
  expect(packed).toBeNull()
  expect(refusals.join('\n')).toContain(reason)
})

test('the command says where the archive is and what its hash is', async () => {
  const { code, text } = await runTomada(work().path, ['pack', 'here/loja', '--out', 'out'])
  expect(code).toBe(0)
  expect(text).toContain(at('out', 'acme-loja-0.1.0.tgz'))
  expect(text).toContain((await packFolder(folder)).packed?.integrity)
})
