import { xmlText } from '../../sdk/spreadsheet/index.ts'
import { toIso } from '../platform/clock.ts'
import type { SheetDocument } from './table.types.ts'
import type { ZipEntry } from './zip.ts'

export const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Everything of a workbook but its sheets and styles. Source: ECMA-376 part 1, 18.2 (workbook); part 2 (packages). */
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
  ]
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
