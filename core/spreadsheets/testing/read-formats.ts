import { attribute, elements, firstElement } from '../../../sdk/spreadsheet/xml-scan.ts'
import { unzip } from '../unzip.ts'

/** The number format of each cell of a workbook's first sheet that has one of its own, by its place: `C2` → `#,##0.00`. */
export async function readFormats(bytes: Buffer): Promise<Map<string, string>> {
  const parts = await unzip(bytes, { wanted: /^xl\/(styles|worksheets\/sheet1)\.xml$/, mostBytes: 1_000_000 })
  const text = (name: string) => parts.get(name)?.toString('utf8') ?? ''
  const styles = text('xl/styles.xml')
  const codes = new Map(
    [...elements(styles, 'numFmt')].map(({ attributes }) => [attribute(attributes, 'numFmtId'), attribute(attributes, 'formatCode') ?? '']),
  )
  const ofStyle = [...elements(firstElement(styles, 'cellXfs')?.inner ?? '', 'xf')].map(({ attributes }) =>
    codes.get(attribute(attributes, 'numFmtId')),
  )
  const cells = [...elements(text('xl/worksheets/sheet1.xml'), 'c')].flatMap(({ attributes }): Array<[string, string]> => {
    const format = ofStyle[Number(attribute(attributes, 's') ?? 0)]
    return format === undefined ? [] : [[attribute(attributes, 'r') ?? '', format]]
  })
  return new Map(cells)
}
