import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const files = useCapabilities('csv-xlsx', 'https://unused.example')

test('rows become a file as it was recorded', () => files().replay('write-csv'))

test('C31 a text that a spreadsheet would execute is made harmless, a negative number stays one', async () => {
  const rows = ['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '-15', '-1.234,50', 12].map((value) => ({ value }))
  const result = await files().run('write-csv', { rows })
  const text = result.ok ? String(Object(result.output).text) : ''
  expect(text.split('\r\n')).toEqual([
    'value',
    `"'=HYPERLINK(""http://x"")"`,
    "'+1+1",
    "'-2+3",
    "'@SUM(A1)",
    "'\t=1",
    '-15',
    '-1.234,50',
    '12',
  ])
})

test('what was written is read again', async () => {
  const rows = [{ a: 'com; ponto', b: 'linha 1\nlinha 2', c: null }]
  const written = await files().run('write-csv', { rows, columns: ['a', 'b', 'c'] })
  const contentBase64 = written.ok ? String(Object(written.output).contentBase64) : ''
  expect(await files().run('read-csv', { contentBase64 })).toMatchObject({
    output: { rows: [{ a: 'com; ponto', b: 'linha 1\nlinha 2', c: '' }] },
  })
})
