import { isCnpj, isCpf } from '../../sdk/flow/brazil-documents.ts'
import { isValid as isPhone } from '../../sdk/flow/brazil-phones.ts'
import { isValid as isPostalCode } from '../../sdk/flow/brazil-postal-codes.ts'

/**
 * JSON Schema formats for what Brazilian forms ask, with or without dots, dashes and blanks; check digits, areas and ranges are
 * checked. A `cnpj` may hold letters (Instrução Normativa RFB 2.229/2024). `money-brl`: `1.234,56`, `R$ 10`, `1234.56`.
 */
export const BRAZIL_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  cpf: (text) => /^[\d.\s-]{11,18}$/.test(text) && isCpf(text),
  cnpj: (text) => /^[\dA-Za-z.\s/-]{14,24}$/.test(text) && isCnpj(text),
  cep: (text) => /^[\d.\s-]{8,12}$/.test(text) && isPostalCode(text),
  'phone-br': (text) => text.length <= 30 && isPhone(text),
  'money-brl': (text) =>
    /^-?\s?(R\$\s?)?-?(\d{1,3}(\.\d{3}){1,5}|\d{1,15})(,\d{1,2})?$/.test(text) || /^-?\d{1,15}(\.\d{1,2})?$/.test(text),
}
