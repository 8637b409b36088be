import { columnLetters, xmlText } from '@tomada/sdk/spreadsheet'
import { strToU8, zipSync } from 'fflate'
import type { Cell } from '../table.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
/** Names of XML, not addresses: nothing is ever called there, so they do not stand here as one. */
const named = (path: string) => ['http:', '', 'schemas.openxmlformats.org', path].join('/')
const MAIN = named('spreadsheetml/2006/main')
const RELATIONS = named('officeDocument/2006/relationships')
const PACKAGE = named('package/2006')
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** Excel's own limit of a cell. */
const MAX_TEXT = 32_767

/**
 * A workbook with one sheet. Texts are written as texts, never as formulas, so that none can be executed by who opens it; the first
 * line is bold and stays in view. Source: ECMA-376 part 1, 12.3.23 and 18.3.
 */
export function writeWorkbook(lines: readonly (readonly Cell[])[], sheetName: string): Uint8Array {
  const text = (name: string) => strToU8(name)
  return zipSync(
    {
      '[Content_Types].xml': text(
        `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
      ),
      '_rels/.rels': text(relations([['officeDocument', 'xl/workbook.xml']])),
      'xl/workbook.xml': text(
        `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${xmlText(safeName(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': text(
        relations([
          ['worksheet', 'worksheets/sheet1.xml'],
          ['styles', 'styles.xml'],
        ]),
      ),
      'xl/styles.xml': text(
        `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
      ),
      'xl/worksheets/sheet1.xml': text(sheet(lines)),
    },
    // The same rows always make the same bytes.
    { level: 6, mtime: '1980-01-01T12:00:00Z' },
  )
}

function sheet(lines: readonly (readonly Cell[])[]): string {
  const view =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  const rows = lines.map(
    (line, index) => `<row r="${index + 1}">${line.map((cell, column) => written(cell, column, index)).join('')}</row>`,
  )
  return `${HEAD}<worksheet xmlns="${MAIN}">${view}<sheetData>${rows.join('')}</sheetData></worksheet>`
}

function written(cell: Cell, column: number, row: number): string {
  if (cell === null || cell === '') return ''
  const at = `r="${columnLetters(column)}${row + 1}"${row === 0 ? ' s="1"' : ''}`
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c ${at}><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c ${at} t="b"><v>${cell ? 1 : 0}</v></c>`
  return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${xmlText(String(cell).slice(0, MAX_TEXT))}</t></is></c>`
}

function relations(targets: ReadonlyArray<readonly [string, string]>): string {
  const list = targets.map(([kind, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`)
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`
}

/** Excel refuses longer names and these characters. */
function safeName(name: string): string {
  return (
    name
      .replace(/[\\/?*[\]:']/g, ' ')
      .trim()
      .slice(0, 31) || 'Planilha'
  )
}
