import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const files = useCapabilities('csv-xlsx', 'https://unused.example')
const base64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64')

test('a text becomes rows as it was recorded', () => files().replay('read-csv'))

test('quotes, line breaks inside them, empty fields and a last line without its end are read', async () => {
  const text = 'nome,obs,vazio\n"Silva, Ana","disse ""oi""\ne foi",\nBia,,x'
  expect(await files().run('read-csv', { text })).toMatchObject({
    output: {
      columns: ['nome', 'obs', 'vazio'],
      rows: [
        { nome: 'Silva, Ana', obs: 'disse "oi"\ne foi', vazio: '' },
        { nome: 'Bia', obs: '', vazio: 'x' },
      ],
    },
  })
})

test('files of older Brazilian systems are read with their accents, as UTF-8 ones are', async () => {
  for (const bytes of [Buffer.from('produto;preço\nAção;1.234,50', 'latin1'), Buffer.from('\ufeffproduto;preço\nAção;1.234,50')])
    expect(await files().run('read-csv', { contentBase64: base64(bytes) })).toMatchObject({
      output: { rows: [{ produto: 'Ação', preço: '1.234,50' }] },
    })
})

test('columns without a name or with the same one get one of their own, and none is the prototype', async () => {
  const result = await files().run('read-csv', { text: 'a;a;;__proto__\n1;2;3;4' })
  expect(result).toMatchObject({ output: { columns: ['a', 'a (2)', 'C', '_proto_'] } })
})

test('more rows than a run can keep are refused', async () => {
  expect(await files().run('read-csv', { text: 'a\n'.repeat(50_003) })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})
