import { expect, test } from 'vitest'
import { csvLines, guessDelimiter } from '../../sdk/spreadsheet/index.ts'
import { readXlsx } from './read-xlsx.ts'
import type { Cell, Column, SheetDocument } from './table.types.ts'
import { readPdf } from './testing/read-pdf.ts'
import { decodeText, guessEncoding } from './text-bytes.ts'
import { FORMATS } from './write-sheets.ts'

const COLUMNS: Column[] = [
  { title: 'Nome', type: 'text' },
  { title: 'Itens', type: 'integer' },
  { title: 'Total', type: 'decimal' },
  { title: 'Presente', type: 'boolean' },
  { title: 'Prazo', type: 'date' },
  { title: 'Feito em', type: 'timestamp' },
]
const ROWS: Cell[][] = [
  ['Ção & "Filhos" <b>', 3, '1234.5', true, '2026-11-23', '2026-11-23T02:30:05.000Z'],
  ['=HYPERLINK("http://x")', 12345, '-0.07', false, null, null],
  [null, null, '12345678901234567.89', null, null, null],
]

function documentOf(rows: readonly Cell[][], more: Partial<SheetDocument> = {}): SheetDocument {
  const pages = async function* () {
    for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2)
  }
  return {
    title: 'Pedidos (novos)',
    subtitle: 'Loja · gerado em 23/11/2026 09:00:00 (America/Sao_Paulo)',
    locale: 'pt-BR',
    timezone: 'America/Sao_Paulo',
    madeAtMs: Date.UTC(2026, 10, 23, 12),
    sections: [{ title: 'Pedidos (novos)', columns: COLUMNS, pages }],
    ...more,
  }
}

async function bytesOf(format: keyof typeof FORMATS, document: SheetDocument): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of FORMATS[format].write(document)) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('a CSV in Portuguese has semicolons, decimal commas, local times and no cell that is a formula', async () => {
  const text = (await bytesOf('csv', documentOf(ROWS))).toString()
  expect(text.startsWith('\ufeff')).toBe(true)
  expect(text.slice(1).split('\r\n')).toEqual([
    'Nome;Itens;Total;Presente;Prazo;Feito em',
    '"Ção & ""Filhos"" <b>";3;1234,5;Sim;23/11/2026;22/11/2026 23:30:05',
    `"'=HYPERLINK(""http://x"")";12345;-0,07;Não;;`,
    ';;12345678901234567,89;;;',
    '',
  ])
})

test('C31 no text cell of a CSV begins as a formula does, whatever it begins with; negative numbers stay numbers', async () => {
  const rows: Cell[][] = ['=1+1', '+cmd', '-cmd', '@SUM(A1)', '\tx', '\rx', '-5', '+55 11'].map((text) => [
    text,
    null,
    null,
    null,
    null,
    null,
  ])
  const text = (await bytesOf('csv', documentOf(rows, { locale: 'en' }))).toString()
  const cells = [...csvLines(text, ',')].slice(1).map(([cell]) => cell)
  expect(cells).toEqual(["'=1+1", "'+cmd", "'-cmd", "'@SUM(A1)", "'\tx", "'\rx", '-5', "'+55 11"])
})

test('a workbook has numbers, truths, dates and times as such, and texts that are never formulas', async () => {
  const bytes = await bytesOf('xlsx', documentOf(ROWS))
  const workbook = await readXlsx(bytes)
  expect(workbook?.sheets).toEqual(['Pedidos (novos)'])
  expect([...(workbook?.lines() ?? [])]).toEqual([
    ['Nome', 'Itens', 'Total', 'Presente', 'Prazo', 'Feito em'],
    ['Ção & "Filhos" <b>', 3, 1234.5, true, '2026-11-23', '2026-11-22T23:30:05'],
    ['=HYPERLINK("http://x")', 12345, -0.07, false],
    // More digits than a spreadsheet keeps: a text, not another number.
    [null, null, '12345678901234567.89'],
  ])
})

test('of several tables a workbook has a sheet each, with names that spreadsheets take', async () => {
  const [section] = documentOf(ROWS).sections
  if (section === undefined) throw new Error('there is one')
  const titles = ['A/B: por dia', 'a b  por dia', '']
  const bytes = await bytesOf('xlsx', documentOf(ROWS, { sections: titles.map((title) => ({ ...section, title })) }))
  expect((await readXlsx(bytes))?.sheets).toEqual(['A B  por dia', 'a b  por dia 2', '3'])
  expect([...((await readXlsx(bytes, '3'))?.lines() ?? [])]).toHaveLength(4)
})

test('a PDF repeats the heading on every page, numbers them, and says whose it is and in which timezone', async () => {
  const rows = Array.from({ length: 200 }, (_none, nr): Cell[] => [
    `Ação nº ${nr}`,
    nr * 1000,
    '10.5',
    nr % 2 === 0,
    '2026-01-31',
    '2026-07-01T12:00:00Z',
  ])
  const { pages, total, title } = readPdf(await bytesOf('pdf', documentOf(rows)))
  expect(title).toBe('Pedidos (novos)')
  expect(total).toBe(`de ${pages.length}`)
  expect(pages.length).toBeGreaterThan(3)
  for (const [at, texts] of pages.entries()) {
    expect(texts).toEqual(
      expect.arrayContaining(['Nome', 'Feito em', 'Loja · gerado em 23/11/2026 09:00:00 (America/Sao_Paulo)', `Página ${at + 1}`]),
    )
  }
  const cells = pages.flat()
  for (const [name, items] of [
    ['Ação nº 0', '0'],
    ['Ação nº 199', '199.000'],
  ] as const)
    expect(cells.slice(cells.indexOf(name), cells.indexOf(name) + 2)).toEqual([name, items])
  expect(cells.filter((text) => text === '10,50')).toHaveLength(200)
  expect(cells.filter((text) => text === '01/07/2026 09:00:00')).toHaveLength(200)
})

test('a PDF wraps what is too wide, ends what is far too long, and shows a plain letter for one that its font lacks', async () => {
  const long = 'palavra '.repeat(200).trim()
  const { pages } = readPdf(
    await bytesOf(
      'pdf',
      documentOf([
        [long, null, null, null, null, null],
        ['Łódź 🔌 (x\\y)', 1, null, null, null, null],
      ]),
    ),
  )
  const texts = pages.flat()
  expect(texts.some((text) => text.endsWith('…'))).toBe(true)
  expect(texts).toContain('?ódz ? (x\\y)')
})

test('a document without rows is still one that programs open', async () => {
  const empty = documentOf([])
  expect(readPdf(await bytesOf('pdf', empty)).pages.flat()).toContain('Nenhuma linha.')
  expect([...((await readXlsx(await bytesOf('xlsx', empty)))?.lines() ?? [])]).toHaveLength(1)
  expect((await bytesOf('csv', empty)).toString()).toBe('\ufeffNome;Itens;Total;Presente;Prazo;Feito em\r\n')
})

test('a file is read in the encoding and with the delimiter that it was written in', () => {
  const line = 'Código;Descrição\r\n1;"Pão ""doce"""\r\n'
  const windows = Buffer.from(line, 'latin1')
  expect([guessEncoding(windows), guessEncoding(Buffer.from(line))]).toEqual(['windows-1252', 'utf-8'])
  expect([...csvLines(decodeText(windows, 'windows-1252'), guessDelimiter(line))]).toEqual([
    ['Código', 'Descrição'],
    ['1', 'Pão "doce"'],
  ])
  expect(['a,b,c', 'a\tb', 'a|b', 'a', '"a;b",c'].map(guessDelimiter)).toEqual([',', '\t', '|', ';', ','])
})

test('what is no workbook, or a broken or hostile one, is not read', async () => {
  const bytes = await bytesOf('xlsx', documentOf(ROWS))
  for (const wrong of [
    Buffer.from('PK'),
    Buffer.alloc(0),
    bytes.subarray(0, bytes.length - 30),
    Buffer.concat([bytes.subarray(0, 40), Buffer.alloc(200)]),
  ])
    expect(await readXlsx(wrong)).toBe(null)
})
