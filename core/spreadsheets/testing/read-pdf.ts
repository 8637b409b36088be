import { inflateSync } from 'node:zlib'
import { WINDOWS_1252 } from '../pdf-text.ts'

/**
 * The texts of each page of a PDF as our writer makes them, in order. Objects are found by the file's own cross-reference table, as
 * a reader does: a wrong offset fails here.
 */
export function readPdf(bytes: Buffer): { pages: string[][]; total: string; title: string } {
  const file = bytes.toString('latin1')
  const begin = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file.slice(-60))?.[1])
  const table = file.slice(begin)
  if (!table.startsWith('xref\n')) throw new Error('the table is not where the file says')
  const offsets = [...table.matchAll(/^(\d{10}) (\d{5}) n $/gm)].map(([, offset]) => Number(offset))
  const object = (id: number): { dictionary: string; stream: Buffer } => {
    const at = offsets[id - 1] ?? -1
    const head = file.slice(at, at + 200_000)
    const opened = /^(\d+) 0 obj\n([^\n]*)\n(stream\n)?/.exec(head)
    if (opened === null || Number(opened[1]) !== id) throw new Error(`object ${id} is not at ${at}`)
    const [whole, , dictionary = ''] = opened
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0)
    return { dictionary, stream: bytes.subarray(at + whole.length, at + whole.length + length) }
  }
  const idOf = (dictionary: string, name: string) => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1])
  const catalog = object(idOf(table, 'Root')).dictionary
  const kids = [...(/\/Kids \[([^\]]*)\]/.exec(object(idOf(catalog, 'Pages')).dictionary)?.[1] ?? '').matchAll(/(\d+) 0 R/g)]
  const pages = kids.map(([, id]) => {
    const page = object(Number(id)).dictionary
    return textsOf(inflateSync(object(idOf(page, 'Contents')).stream).toString('latin1'))
  })
  const firstPage = object(Number(kids[0]?.[1])).dictionary
  const total = textsOf(object(idOf(firstPage, 'Total')).stream.toString('latin1')).join('')
  return { pages, total, title: decoded(/\/Title \(((?:[^()\\]|\\.)*)\)/.exec(object(idOf(table, 'Info')).dictionary)?.[1] ?? '') }
}

function textsOf(content: string): string[] {
  return [...content.matchAll(/\(((?:[^()\\]|\\.)*)\) Tj/g)].map(([, text = '']) => decoded(text))
}

function decoded(text: string): string {
  return text.replace(/\\(.)/g, '$1').replace(/[\u0080-\u009f]/g, (each) => WINDOWS_1252[each.charCodeAt(0) - 0x80] ?? each)
}
