import { type EmulatorAnswer, type Fields, fieldsOf, listOf, textOf } from '@tomada/sdk/emulator'
import { failed } from './envelope.ts'
import { isAnswer, objectIn } from './read-object.ts'

const MOST_RECORDS = 20

/** `produto={"produtos":[{"produto":{sequencia, …}}]}`: at most twenty records, each with a sequence of its own. */
export function readBatch(fields: URLSearchParams, one: string, many: string): Fields[] | EmulatorAnswer {
  const sent = objectIn(fields, one)
  if (isAnswer(sent)) return sent
  const records = listOf(sent[many]).map((entry) => fieldsOf(fieldsOf(entry)[one]))
  if (records.length === 0) return failed(fields, 10, `Nenhum registro em ${many}`)
  if (records.length > MOST_RECORDS) return failed(fields, 22, 'O lote possui mais registros do que o permitido')
  const sequences = records.map((record) => textOf(record['sequencia']) ?? '')
  if (new Set(sequences).size < sequences.length) return failed(fields, 9, 'Números de sequência duplicados no lote')
  return records
}
