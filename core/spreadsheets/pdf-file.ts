import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { literal, showable } from './pdf-text.ts'

const deflated = promisify<Buffer, Buffer>(deflate)

/** Numbers of the objects that every page refers to; written at the end, when all is known. */
const CATALOG = 1
const PAGES = 2
const REGULAR = 3
const BOLD = 4
const TOTAL = 5
const INFO = 6
const FIRST_FREE = 7

export interface PdfMeta {
  title: string
  language: string
  madeAtMs: number
  widthPt: number
  heightPt: number
}

/**
 * A PDF written page by page; only where each object begins is kept. How many pages there are is known at the end: pages show it
 * by an object (`/Total`) that is written last. Source: ISO 32000-1, 7.5 (file structure), 8.10 (form XObjects), 9.6.2.2 (standard fonts).
 */
export function pdfFile(meta: PdfMeta) {
  const offsets: number[] = []
  const pages: number[] = []
  let length = 0
  let next = FIRST_FREE

  function object(id: number, body: string, stream?: Buffer): Buffer {
    offsets[id] = length
    const dictionary = stream === undefined ? body : `${body.slice(0, -2)} /Length ${stream.length} >>`
    const text = Buffer.from(`${id} 0 obj\n${dictionary}\n${stream === undefined ? '' : 'stream\n'}`, 'latin1')
    const parts = stream === undefined ? [text, END] : [text, stream, END_STREAM]
    return counted(Buffer.concat(parts))
  }

  function counted(bytes: Buffer): Buffer {
    length += bytes.length
    return bytes
  }

  return {
    begin: () => counted(Buffer.from('%PDF-1.7\n%âãÏÓ\n', 'latin1')),
    get pageCount() {
      return pages.length
    },

    /** `content`: operators, one character for each byte. */
    async page(content: string): Promise<Buffer> {
      const stream = await deflated(Buffer.from(content, 'latin1'))
      const [contentId, pageId] = [next, next + 1]
      next += 2
      pages.push(pageId)
      const resources = `<< /Font << /F1 ${REGULAR} 0 R /F2 ${BOLD} 0 R >> /XObject << /Total ${TOTAL} 0 R >> >>`
      return Buffer.concat([
        object(contentId, '<< /Filter /FlateDecode >>', stream),
        object(
          pageId,
          `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${meta.widthPt} ${meta.heightPt}] /Resources ${resources} /Contents ${contentId} 0 R >>`,
        ),
      ])
    },

    /** `total`: operators that show, from 0 0 on, how many pages there are. */
    end(total: string): Buffer {
      const font = (id: number, name: string) =>
        object(id, `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`)
      const parts = [
        font(REGULAR, 'Helvetica'),
        font(BOLD, 'Helvetica-Bold'),
        object(
          TOTAL,
          `<< /Type /XObject /Subtype /Form /BBox [0 -4 200 20] /Resources << /Font << /F1 ${REGULAR} 0 R >> >> >>`,
          Buffer.from(total, 'latin1'),
        ),
        object(INFO, `<< /Title ${literal(showable(meta.title))} /Producer (Tomada) /CreationDate (${pdfDate(meta.madeAtMs)}) >>`),
        object(PAGES, `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((id) => `${id} 0 R`).join(' ')}] >>`),
        object(CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R /Lang (${meta.language}) /ViewerPreferences << /DisplayDocTitle true >> >>`),
      ]
      const begin = length
      const entries = Array.from({ length: next - 1 }, (_none, at) => `${String(offsets[at + 1] ?? 0).padStart(10, '0')} 00000 n \n`)
      const table = `xref\n0 ${next}\n0000000000 65535 f \n${entries.join('')}`
      const trailer = `trailer\n<< /Size ${next} /Root ${CATALOG} 0 R /Info ${INFO} 0 R >>\nstartxref\n${begin}\n%%EOF\n`
      return Buffer.concat([...parts, Buffer.from(table + trailer, 'latin1')])
    },
  }
}

const END = Buffer.from('endobj\n')
const END_STREAM = Buffer.from('\nendstream\nendobj\n')

function pdfDate(ms: number): string {
  return `D:${new Date(ms).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`
}
