import * as boleto from './brazil-boletos.ts'
import * as document from './brazil-documents.ts'
import * as nfe from './brazil-nfe.ts'
import * as phone from './brazil-phones.ts'
import * as cep from './brazil-postal-codes.ts'
import * as dates from './dates.ts'
import * as businessDays from './dates-business.ts'
import * as lists from './lists.ts'
import * as twoLists from './lists-compare.ts'
import * as money from './money.ts'
import * as texts from './texts.ts'
import * as bytes from './texts-bytes.ts'
import * as formats from './texts-formats.ts'

/**
 * Our functions, as expressions and code steps name them: one object per subject. `expressions-names.ts` holds the names alone, so that
 * who only needs to know them does not carry the functions; `functions.gen.ts` says what each does.
 */
export const FUNCTIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  money,
  document,
  cep,
  phone,
  nfe,
  boleto,
  date: { ...dates, ...businessDays },
  text: { ...texts, ...bytes, ...formats },
  list: { ...lists, ...twoLists },
}
