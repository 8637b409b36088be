import { expect, test } from 'vitest'
import { fileName, readFlowFile } from './flow-files.ts'

test('a file holds one flow or a list of them; anything else is not taken for one', () => {
  const file = { format: 'tomada-flow', version: 1, name: 'A', definition: {} }
  expect(readFlowFile(JSON.stringify(file))).toEqual([file])
  expect(readFlowFile(JSON.stringify([file, file]))).toHaveLength(2)
  for (const text of ['', '{', '[]', '{"nodes":[],"connections":{}}', JSON.stringify([file, {}])])
    expect(readFlowFile(text), text).toBeNull()
})

test('the name of the file is made of plain letters', () => {
  expect(fileName('Venda → Pedido (Bling) nº 1')).toBe('venda-pedido-bling-n-1')
  expect(fileName('→')).toBe('fluxo')
})
