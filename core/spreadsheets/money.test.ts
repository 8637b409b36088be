import { expect, test } from 'vitest'
import { csvLines } from '../../sdk/spreadsheet/index.ts'
import type { Locale } from '../platform/validation-reasons.ts'
import { readXlsx } from './read-xlsx.ts'
import type { Cell, Column, SheetFormat } from './table.types.ts'
import { readFormats } from './testing/read-formats.ts'
import { readPdf } from './testing/read-pdf.ts'
import { FORMATS } from './write-sheets.ts'

/** The fee is always in reais; which currency an order is in stands beside its total. */
const COLUMNS: Column[] = [
  { title: 'Pedido', type: 'text' },
  { title: 'Tarifa', type: 'decimal', money: { code: 'BRL' } },
  { title: 'Total', type: 'decimal', money: { code: 'BRL', column: 3 } },
  { title: 'Moeda', type: 'text', isCurrency: true },
  { title: 'Peso', type: 'decimal' },
]
const ROWS: Cell[][] = [
  ['1', '9.9', '1234.5', 'BRL', '2.5'],
  ['2', null, '-20', 'USD', '1'],
  ['3', '0.0125', '7', 'INR', null],
  ['4', '12345678901234567.89', null, 'BRL', null],
]

async function bytesOf(format: SheetFormat, locale: Locale = 'pt-BR'): Promise<Buffer> {
  const pages = async function* () {
    yield ROWS
  }
  const about = { title: 'Pedidos', subtitle: 'Loja', locale, timezone: 'America/Sao_Paulo', madeAtMs: 0 }
  const pieces: Buffer[] = []
  for await (const piece of FORMATS[format].write({ ...about, sections: [{ title: 'Pedidos', columns: COLUMNS, pages }] }))
    pieces.push(piece)
  return Buffer.concat(pieces)
}
const spaced = (text: string) => text.replaceAll('\u00A0', ' ')

test('in a CSV amounts are plain numbers: the heading names their currency, or a column beside them does', async () => {
  expect([...csvLines((await bytesOf('csv')).toString(), ';')]).toEqual([
    ['Pedido', 'Tarifa (BRL)', 'Total', 'Moeda', 'Peso'],
    ['1', '9,9', '1234,5', 'BRL', '2,5'],
    ['2', '', '-20', 'USD', '1'],
    ['3', '0,0125', '7', 'INR', ''],
    ['4', '12345678901234567,89', '', 'BRL', ''],
  ])
  expect([...csvLines((await bytesOf('csv', 'en')).toString(), ',')][1]).toEqual(['1', '9.9', '1234.5', 'BRL', '2.5'])
})

test('in a workbook amounts are numbers that can be added up, each cell in the format of its own currency', async () => {
  const bytes = await bytesOf('xlsx')
  const lines = [...((await readXlsx(bytes))?.lines() ?? [])]
  expect(lines[0]).toEqual(['Pedido', 'Tarifa (BRL)', 'Total', 'Moeda', 'Peso'])
  expect(lines.slice(1)).toEqual([
    ['1', 9.9, 1234.5, 'BRL', 2.5],
    ['2', null, -20, 'USD', 1],
    ['3', 0.0125, 7, 'INR'],
    // More digits than a spreadsheet keeps: a text, not another amount.
    ['4', '12345678901234567.89', null, 'BRL'],
  ])
  const formats = await readFormats(bytes)
  const reais = '[$R$-416]\\ #,##0.00##;\\-[$R$-416]\\ #,##0.00##'
  expect(Object.fromEntries(formats)).toEqual({
    B2: reais,
    C2: reais,
    C3: '[$US$]\\ #,##0.00##;\\-[$US$]\\ #,##0.00##',
    B4: reais,
    // A sign that the fonts of files lack is written as its code.
    C4: '[$INR]\\ #,##0.00##;\\-[$INR]\\ #,##0.00##',
  })
})

test('in a PDF amounts stand as on the screen, so no column says their currency again', async () => {
  const texts = readPdf(await bytesOf('pdf'))
    .pages.flat()
    .map(spaced)
  expect(texts).toEqual(
    expect.arrayContaining(['Tarifa', 'Total', 'R$ 9,90', 'R$ 1.234,50', '-US$ 20,00', 'R$ 0,0125', 'INR 7,00', '2,50']),
  )
  expect(texts).not.toContain('Moeda')
  expect(
    readPdf(await bytesOf('pdf', 'en'))
      .pages.flat()
      .map(spaced),
  ).toEqual(expect.arrayContaining(['R$ 1,234.50', '-$ 20.00']))
})
