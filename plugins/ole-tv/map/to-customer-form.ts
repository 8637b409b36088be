import { digitsOf, type HandlerContext, InvalidInputError } from '@tomada/sdk'
import { writeDate } from './dates.ts'
import { isCompany, maskDocument } from './documents.ts'

export interface CustomerInput {
  documento: string
  nome: string
  nomeFantasia?: string | null
  dataNascimento?: string | null
  inscricaoEstadual?: string | null
  emails?: string[] | null
  telefones?: string[] | null
  contato?: string | null
  diaVencimento?: number | null
  endereco?: {
    cep?: string | null
    logradouro?: string | null
    numero?: string | null
    bairro?: string | null
    complementoTipo?: string | null
    complemento?: string | null
    pontoReferencia?: string | null
  } | null
}

export type CustomerForm = Record<string, string | string[]>

const DUE_DAY = 10
/** The provider's number for a mobile phone. */
const MOBILE = '3'

/** The parts that were given, by the provider's names. What has no value is left out: it keeps what it has. */
export function givenParts(input: Partial<CustomerInput>): CustomerForm {
  const { endereco, telefones, emails } = input
  const zipCode = digitsOf(endereco?.cep ?? null)
  const texts: Record<string, string | null | undefined> = {
    nome: input.nome,
    nome_fantasia: input.nomeFantasia,
    inscricao_estadual: input.inscricaoEstadual,
    contato: input.contato,
    data_nascimento: input.dataNascimento ? writeDate(input.dataNascimento, '/dataNascimento') : null,
    dia_vencimento: input.diaVencimento?.toString(),
    endereco_cep: zipCode?.replace(/^(\d{5})(\d{3})$/, '$1-$2'),
    endereco_logradouro: endereco?.logradouro,
    endereco_numero: endereco?.numero,
    endereco_bairro: endereco?.bairro,
    endereco_complemento_tipo: endereco?.complementoTipo,
    endereco_complemento_valor: endereco?.complemento,
    endereco_ponto_referencia: endereco?.pontoReferencia,
  }
  const given = Object.entries(texts).flatMap(([name, value]): Array<[string, string]> => (value ? [[name, value]] : []))
  return {
    ...Object.fromEntries(given),
    ...(telefones?.length ? phoneParts(telefones) : {}),
    ...(emails?.length ? { email: emails.map((email) => email.trim().toLowerCase()) } : {}),
  }
}

/** Everything that a new customer needs: a company without a trade name uses its name. */
export function newCustomerForm(input: CustomerInput, ctx: HandlerContext): CustomerForm {
  const form = { ...givenParts(input), ...requiredParts({ ...input, diaVencimento: input.diaVencimento ?? DUE_DAY }, ctx) }
  if (!isCompany(input.documento)) return form
  return { ...form, nome_fantasia: input.nomeFantasia || input.nome }
}

/** What every write has to send. */
export function requiredParts(
  input: Pick<CustomerInput, 'nome' | 'documento' | 'diaVencimento'>,
  { settings }: HandlerContext,
): CustomerForm {
  const [person, company] = settings['personType'] === '1/2' ? ['1', '2'] : ['F', 'J']
  return {
    nome: input.nome,
    tipo_pessoa: isCompany(input.documento) ? company : person,
    cpf_cnpj: maskDocument(input.documento),
    dia_vencimento: String(input.diaVencimento ?? DUE_DAY),
    endereco_cobranca: 'true',
  }
}

function phoneParts(telefones: readonly string[]): CustomerForm {
  const phones = telefones.map((text, index) => splitPhone(text, `/telefones/${index}`))
  return {
    telefone_ddd: phones.map(({ ddd }) => ddd),
    telefone_numero: phones.map(({ number }) => number),
    telefone_tipo: phones.map(() => MOBILE),
  }
}

/** `+55 11 99999-0000` → `11` and `99999-0000`. */
function splitPhone(text: string, at: string): { ddd: string; number: string } {
  const digits = (digitsOf(text) ?? '').replace(/^55(?=\d{10,11}$)/, '')
  if (digits.length !== 10 && digits.length !== 11) throw new InvalidInputError(at, 'um telefone tem DDD e 8 ou 9 dígitos')
  return { ddd: digits.slice(0, 2), number: digits.slice(2).replace(/(\d{4})$/, '-$1') }
}
