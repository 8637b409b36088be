import type { Form } from '../form.ts'
import { dayOf, digitsIn } from '../formats.ts'
import type { Partner } from '../partner.ts'
import type { Customer, Phone } from '../partner.types.ts'
import { TEXTS } from '../texts.ts'
import { placeOf } from './postal-codes.ts'

type Written = Omit<Customer, 'id' | 'createdAt'>
type Refusal = Record<string, string>

const REQUIRED = ['nome', 'tipo_pessoa', 'cpf_cnpj', 'dia_vencimento', 'endereco_cobranca']
const MASKED = /^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2})$/
/** The documentation says F and J; production code sends 1 and 2. */
const KINDS: Readonly<Record<string, 'F' | 'J'>> = { F: 'F', J: 'J', '1': 'F', '2': 'J' }
/** `c`: as production code sends it, together with cobranca_*. */
const BILLING = ['true', 'false', 'c']

/** A new customer out of a form, or what is wrong with it by field. */
export function readCustomer(partner: Partner, form: Form, before: Customer | null): Written | Refusal {
  const missing = [...REQUIRED, ...(before === null ? ['endereco_cep'] : [])].filter((name) => form.text(name) === '')
  if (missing.length > 0) return Object.fromEntries(missing.map((name) => [name, 'Campo obrigatório!']))
  const written = merge(form, before)
  const refusal = faultOf(partner, form, written, before)
  return refusal ?? written
}

export function isRefusal(result: Written | Refusal): result is Refusal {
  return !('phones' in result)
}

function merge(form: Form, before: Customer | null): Written {
  const text = (name: string, old: string) => (form.has(name) ? form.text(name) : old)
  return {
    name: form.text('nome'),
    kind: KINDS[form.text('tipo_pessoa')] ?? 'F',
    tradeName: text('nome_fantasia', before?.tradeName ?? ''),
    document: digitsIn(form.text('cpf_cnpj')),
    stateRegistration: text('inscricao_estadual', before?.stateRegistration ?? ''),
    birthDate: text('data_nascimento', before?.birthDate ?? ''),
    zipCode: digitsIn(text('endereco_cep', before?.zipCode ?? '')),
    street: text('endereco_logradouro', before?.street ?? ''),
    number: text('endereco_numero', before?.number ?? ''),
    neighborhood: text('endereco_bairro', before?.neighborhood ?? ''),
    complementKind: text('endereco_complemento_tipo', before?.complementKind ?? ''),
    complementValue: text('endereco_complemento_valor', before?.complementValue ?? ''),
    landmark: text('endereco_ponto_referencia', before?.landmark ?? ''),
    contact: text('contato', before?.contact ?? ''),
    phones: form.has('telefone_numero') ? phonesOf(form) : (before?.phones ?? []),
    emails: form.has('email') ? form.list('email').filter((email) => email !== '') : (before?.emails ?? []),
    dueDay: Number(form.text('dia_vencimento')),
  }
}

function phonesOf(form: Form): Phone[] {
  return form.list('telefone_numero').map((number, index) => ({
    ddd: form.list('telefone_ddd')[index] ?? '',
    number,
    extension: form.list('telefone_ramal')[index] ?? '',
    kind: form.list('telefone_tipo')[index] ?? '3',
  }))
}

function faultOf(partner: Partner, form: Form, written: Written, before: Customer | null): Refusal | null {
  const isTaken = [...partner.customers.values()].some((one) => one.document === written.document && one.id !== before?.id)
  if (isTaken) return { cpf_cnpj: TEXTS.taken }
  if (KINDS[form.text('tipo_pessoa')] === undefined) return { outros: 'Tipo de pessoa inválido!' }
  if (!MASKED.test(form.text('cpf_cnpj'))) return { cpf_cnpj: 'CPF/CNPJ inválido!' }
  if (placeOf(written.zipCode) === null) return { endereco_cep: TEXTS.badZipCode }
  if (form.has('cobranca_cep') && placeOf(form.text('cobranca_cep')) === null) return { cobranca_cep: TEXTS.badZipCode }
  if (!written.phones.every(({ ddd, number }) => /^\d{2}$/.test(ddd) && /^\d{4,5}-\d{4}$/.test(number)))
    return { telefone_numero: 'Telefone inválido!' }
  if (written.kind === 'F' && dayOf(written.birthDate) === null) return { data_nascimento: 'Data de nascimento obrigatória!' }
  if (written.kind === 'J' && written.tradeName === '') return { nome_fantasia: 'Nome fantasia obrigatório!' }
  if (!BILLING.includes(form.text('endereco_cobranca'))) return { outros: 'Endereço de cobrança inválido!' }
  if (form.text('endereco_cobranca') !== 'true' && !form.has('cobranca_cep')) return { cobranca_cep: TEXTS.badZipCode }
  if (!Number.isInteger(written.dueDay) || written.dueDay < 1 || written.dueDay > 31) return { outros: 'Dia de vencimento inválido!' }
  return null
}
