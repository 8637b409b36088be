import { dateTimeText, maskDocument } from '../formats.ts'
import type { Customer } from '../partner.types.ts'
import { placeOf } from './postal-codes.ts'

const PHONE_KINDS: Readonly<Record<string, string>> = { '1': 'Residencial', '2': 'Comercial', '3': 'Celular' }

/** A row of a list: ids are texts here, and a number only in the answer to an insert. */
export function viewRow(customer: Customer) {
  return {
    id: String(customer.id),
    nome: customer.name,
    cpf_cnpj: maskDocument(customer.document),
    data_nascimento: customer.birthDate,
    data_cadastro: dateTimeText(customer.createdAt),
  }
}

export function viewDetails(customer: Customer) {
  const place = placeOf(customer.zipCode)
  return {
    id: String(customer.id),
    nome: customer.name,
    tipo_pessoa: customer.kind === 'F' ? 'Pessoa Física' : 'Pessoa Jurídica',
    nome_fantasia: customer.tradeName,
    cpf_cnpj: maskDocument(customer.document),
    inscricao_estadual: customer.stateRegistration,
    data_nascimento: customer.birthDate,
    endereco: {
      logradouro: customer.street,
      bairro: customer.neighborhood,
      cidade: place?.city ?? '',
      estado_sigla: place?.state ?? '',
      numero: customer.number,
      complemento: { tipo: customer.complementKind, valor: customer.complementValue },
      ponto_referencia: customer.landmark,
      cep: customer.zipCode.replace(/^(\d{5})(\d{3})$/, '$1-$2'),
    },
    contato: customer.contact,
    telefones: customer.phones.map(({ ddd, number, extension, kind }) => ({
      ddd,
      numero: number,
      ramal: extension,
      tipo: PHONE_KINDS[kind] ?? 'Celular',
    })),
    emails: customer.emails.map((email) => ({ email, tipo: 'Contato/News' })),
    dia_vencimento: String(customer.dueDay),
    status: 'Ativo',
  }
}
