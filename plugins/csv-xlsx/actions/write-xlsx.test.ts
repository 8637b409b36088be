import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const files = useCapabilities('csv-xlsx', 'https://unused.example')
const ROWS = [
  { sku: 'CAM-1', nome: 'Camiseta <P> & "M"', estoque: 12, ativo: true },
  { sku: '=1+1', nome: null, estoque: -3.5, ativo: false },
]

test('what was written is read again, and a text is never a formula', async () => {
  const written = await files().run('write-xlsx', { rows: ROWS, sheet: 'Estoque/2026', filename: 'estoque.xlsx' })
  const contentBase64 = written.ok ? String(Object(written.output).contentBase64) : ''
  expect(await files().run('read-xlsx', { contentBase64 })).toMatchObject({
    output: { sheet: 'Estoque 2026', columns: ['sku', 'nome', 'estoque', 'ativo'], rows: ROWS },
  })
  const sheet = Buffer.from(unzipSync(Buffer.from(contentBase64, 'base64'))['xl/worksheets/sheet1.xml'] ?? []).toString('utf8')
  expect(sheet).not.toContain('<f>')
})

test('the same rows always make the same file', async () => {
  const first = await files().run('write-xlsx', { rows: ROWS })
  expect(await files().run('write-xlsx', { rows: ROWS })).toMatchObject({ output: first.ok ? first.output : null })
})
