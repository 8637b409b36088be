import { xmlText } from '../../sdk/spreadsheet/index.ts'
import { toIso } from '../platform/clock.ts'
import type { SheetDocument } from './table.types.ts'
import type { ZipEntry } from './zip.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Everything of a workbook but its sheets. Source: ECMA-376 part 1, 18.2 (workbook), 18.8 (styles); part 2 (packages). */
export function xlsxParts(document: SheetDocument, names: readonly string[]): ZipEntry[] {
  const sheets = names.map((name, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
  const overrides = names.map((_name, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`)
  const worksheets = names.map((_name, at): [string, string] => [`${RELATIONS}/worksheet`, `worksheets/sheet${at + 1}.xml`])
  return [
    part(
      '[Content_Types].xml',
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>${overrides.join('')}</Types>`,
    ),
    part(
      '_rels/.rels',
      relations([
        [`${RELATIONS}/officeDocument`, 'xl/workbook.xml'],
        [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
      ]),
    ),
    part(
      'docProps/core.xml',
      `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(document.title)}</dc:title><dc:description>${xmlText(document.subtitle)}</dc:description><dcterms:created xsi:type="dcterms:W3CDTF">${toIso(document.madeAtMs)}</dcterms:created></cp:coreProperties>`,
    ),
    part('xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join('')}</sheets></workbook>`),
    part('xl/_rels/workbook.xml.rels', relations([...worksheets, [`${RELATIONS}/styles`, 'styles.xml']])),
    part('xl/styles.xml', styles(document.locale === 'pt-BR' ? 'dd/mm/yyyy' : 'yyyy-mm-dd')),
  ]
}

/** Cell styles by number: plain, heading, whole number, decimal, date, time. */
function styles(day: string): string {
  const xf = (format: number, font = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0"${format === 0 ? '' : ' applyNumberFormat="1"'}${font === 0 ? '' : ' applyFont="1"'}/>`
  return `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="${day}"/><numFmt numFmtId="165" formatCode="${day} hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6">${[xf(0), xf(0, 1), xf(1), xf(4), xf(164), xf(165)].join('')}</cellXfs></styleSheet>`
}

/** Excel refuses longer names, these characters, and two that differ in case alone. */
export function sheetNames(titles: readonly string[]): string[] {
  const taken = new Set<string>()
  return titles.map((title, at) => {
    const plain =
      title
        .replace(/[\\/?*[\]:']/g, ' ')
        .trim()
        .slice(0, 28) || String(at + 1)
    let name = plain
    for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${plain} ${copy}`
    taken.add(name.toLowerCase())
    return name
  })
}

function part(name: string, xml: string): ZipEntry {
  return { name, content: [HEAD + xml] }
}

function relations(targets: ReadonlyArray<readonly [string, string]>): string {
  const list = targets.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${type}" Target="${target}"/>`)
  return `<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`
}
