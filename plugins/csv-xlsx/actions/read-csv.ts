import { defineAction, PermanentError } from '@tomada/sdk'
import { fromBase64 } from '../base64.ts'
import { parseCsv } from '../csv.ts'
import { type Table, tableOf } from '../table.ts'
import { decodeText, type Encoding } from '../text-bytes.ts'

interface Input {
  text?: string
  contentBase64?: string
  delimiter?: string
  encoding?: Encoding
  header?: boolean
}

/** Rows of a CSV text or file. Every value stays a text: `0123` and `1.234,50` mean what their owner means. */
export default defineAction<Input, Table>(async ({ text, contentBase64, delimiter, encoding = 'auto', header = true }) => {
  if ((text === undefined) === (contentBase64 === undefined)) throw new PermanentError('give either the text or the file')
  const source = text ?? decodeText(fromBase64(contentBase64 ?? ''), encoding)
  return tableOf(parseCsv(source, delimiter), header)
})
