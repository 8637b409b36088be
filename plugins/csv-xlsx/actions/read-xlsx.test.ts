import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const files = useCapabilities('csv-xlsx', 'https://unused.example')

const WORKBOOK = '<workbook><sheets><sheet name="Vendas" sheetId="1" r:id="r1"/><sheet name="B" sheetId="2" r:id="r2"/></sheets></workbook>'
const RELATIONS =
  '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>'
const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
const SHARED = '<sst><si><t>Nome</t></si><si><r><t>A&amp;</t></r><r><t>B</t></r></si></sst>'
const SHEET = `<worksheet><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Dia</t></is></c><c r="D1" t="str"><f>1+1</f><v>Total</v></c></row>
<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>46346</v></c><c r="C2" s="2"><v>46346.5</v></c><c r="D2"><f>SUM(1)</f><v>12.5</v></c></row>
<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="D3" t="b"><v>1</v></c></row></sheetData></worksheet>`

function workbook(more: Record<string, string> = {}): string {
  const parts = {
    'xl/workbook.xml': WORKBOOK,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/styles.xml': STYLES,
    'xl/sharedStrings.xml': SHARED,
    'xl/worksheets/sheet1.xml': SHEET,
    'xl/worksheets/sheet2.xml': '<worksheet><sheetData/></worksheet>',
    ...more,
  }
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))).toString('base64')
}

test('texts, numbers, dates, results of formulas and gaps are read as a person sees them', async () => {
  expect(await files().run('read-xlsx', { contentBase64: workbook() })).toMatchObject({
    output: {
      sheet: 'Vendas',
      sheets: ['Vendas', 'B'],
      columns: ['Nome', 'Dia', 'C', 'Total'],
      rows: [
        { Nome: 'A&B', Dia: '2026-11-20', C: '2026-11-20T12:00:00', Total: 12.5 },
        { Nome: null, Dia: null, C: null, Total: true },
      ],
    },
  })
})

test('another sheet is chosen by its name, and one that is not there names those that are', async () => {
  expect(await files().run('read-xlsx', { contentBase64: workbook(), sheet: 'B' })).toMatchObject({ output: { count: 0 } })
  expect(await files().run('read-xlsx', { contentBase64: workbook(), sheet: 'X' })).toMatchObject({
    failure: { class: 'permanent', message: expect.stringContaining('Vendas, B') },
  })
})

test('C16 a zip bomb ends before it is unpacked, and one that lies about its size ends at its lie', async () => {
  const bomb = { 'xl/worksheets/sheet1.xml': ' '.repeat(45_000_000) }
  expect(await files().run('read-xlsx', { contentBase64: workbook(bomb) })).toMatchObject({
    failure: { message: expect.stringContaining('too large') },
  })
  const bytes = Buffer.from(workbook({ 'xl/worksheets/sheet1.xml': ' '.repeat(45_000_000) }), 'base64')
  for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 1)) bytes.writeUInt32LE(100, at + 24)
  // No byte more than it claimed is kept: of 45 MB the claimed 100 bytes, which hold no row.
  expect(await files().run('read-xlsx', { contentBase64: bytes.toString('base64') })).toMatchObject({ ok: true, output: { count: 0 } })
})

test('entities of a document type, other files and broken ones are refused', async () => {
  const laughs = workbook({ 'xl/sharedStrings.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>' })
  for (const contentBase64 of [laughs, Buffer.from('nada disto').toString('base64'), workbook().slice(0, 400)])
    expect(await files().run('read-xlsx', { contentBase64 })).toMatchObject({ ok: false, failure: { class: 'permanent' } })
})
