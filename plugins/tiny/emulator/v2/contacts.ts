import { type EmulatorAnswer, type Fields, textOf } from '@tomada/sdk/emulator'
import { record } from '../books/order-book.ts'
import { brDateTime, instantOf } from '../dates.ts'
import { newId } from '../erp.ts'
import type { Contact } from '../erp.types.ts'
import { digits, masked } from '../masked.ts'
import { emptyContact } from '../seed-account.ts'
import { readBatch } from './batch.ts'
import { failed, type Outcome, outcomes, paged, succeeded } from './envelope.ts'
import type { Call, Operation } from './operations.ts'

export const contactOperations: Readonly<Record<string, Operation>> = {
  'contatos.pesquisa': ({ account, fields }) => {
    const text = fields.get('pesquisa')
    if (text === null) return failed(fields, 10, 'Parâmetro pesquisa não informado')
    const document = digits(fields.get('cpf_cnpj') ?? '')
    const since = fields.get('dataMinimaAtualizacao')
    const rows = [...account.contacts.values()].filter(
      (one) =>
        one.name.toLowerCase().includes(text.toLowerCase()) &&
        (document === '' || one.document === document) &&
        (fields.get('situacao') === null || (fields.get('situacao') === 'Ativo') === (one.situation === 'A')) &&
        (since === null || one.updatedAt >= instantOf(since)),
    )
    return paged(fields, rows, ['contatos', 'contato'], contactRow)
  },
  'contato.obter': ({ account, fields }) => {
    const id = fields.get('id')
    if (id === null) return failed(fields, 10, 'Parâmetro id não informado')
    const contact = account.contacts.get(Number(id))
    return contact === undefined ? failed(fields, 32, 'Contato não encontrado') : succeeded(fields, { contato: viewContact(contact) })
  },
  'contato.incluir': (call) => write(call, createContact),
  'contato.alterar': (call) => write(call, changeContact),
}

function write(call: Call, one: (call: Call, sequence: string, body: Fields) => Outcome): EmulatorAnswer {
  const batch = readBatch(call.fields, 'contato', 'contatos')
  if (!Array.isArray(batch)) return batch
  return outcomes(
    call.fields,
    batch.map((body) => one(call, textOf(body['sequencia']) ?? '1', body)),
    'list',
  )
}

function createContact({ erp, account, requestId }: Call, sequence: string, body: Fields): Outcome {
  const texts = [
    ...(textOf(body['nome']) === undefined ? ['O nome do contato deve ser informado'] : []),
    ...(textOf(body['situacao']) === undefined ? ['A situação do contato deve ser informada'] : []),
    ...((textOf(body['nome']) ?? '').length > 50 ? ['O nome do contato deve ter no máximo 50 caracteres'] : []),
  ]
  if (texts.length > 0) return { sequence, error: { code: 31, texts } }
  const document = digits(textOf(body['cpf_cnpj']) ?? '')
  if (document !== '' && [...account.contacts.values()].some((known) => known.document === document))
    return { sequence, error: { code: 30, texts: ['Registro em duplicidade - já existe um contato com este CPF/CNPJ'] } }
  const contact = emptyContact(newId(account), erp.world.clock.now())
  account.contacts.set(contact.id, contact)
  readContact(contact, body)
  record(erp, account, 'contact.created', { id: contact.id, key: document || null, requestId }, { nome: contact.name })
  return { sequence, id: contact.id }
}

function changeContact({ erp, account, requestId }: Call, sequence: string, body: Fields): Outcome {
  const contact = account.contacts.get(Number(textOf(body['id']) ?? 0))
  if (contact === undefined) return { sequence, error: { code: 32, texts: ['Contato não encontrado'] } }
  readContact(contact, body)
  contact.updatedAt = erp.world.clock.now()
  record(erp, account, 'contact.updated', { id: contact.id, key: String(contact.id), requestId }, body)
  return { sequence, id: contact.id }
}

/** What is not sent stays. */
export function readContact(contact: Contact, body: Fields): void {
  const text = (name: string, old: string) => textOf(body[name]) ?? old
  contact.name = text('nome', contact.name)
  contact.code = text('codigo', contact.code)
  contact.tradeName = text('fantasia', text('nome_fantasia', contact.tradeName))
  contact.kind = text('tipo_pessoa', contact.kind)
  contact.document = digits(text('cpf_cnpj', contact.document))
  contact.stateRegistration = text('ie', contact.stateRegistration)
  contact.email = text('email', contact.email)
  contact.phone = text('fone', contact.phone)
  contact.mobile = text('celular', contact.mobile)
  contact.situation = text('situacao', contact.situation).slice(0, 1).toUpperCase()
  const { address } = contact
  contact.address = {
    street: text('endereco', address.street),
    number: text('numero', address.number),
    complement: text('complemento', address.complement),
    district: text('bairro', address.district),
    zipCode: text('cep', address.zipCode),
    city: text('cidade', address.city),
    state: text('uf', address.state),
  }
}

/** Digits in rows, and the situation a word. */
function contactRow(contact: Contact) {
  return {
    id: String(contact.id),
    codigo: contact.code,
    nome: contact.name,
    fantasia: contact.tradeName,
    tipo_pessoa: contact.kind,
    cpf_cnpj: contact.document,
    ...addressOf(contact),
    email: contact.email,
    fone: contact.phone,
    situacao: contact.situation === 'A' ? 'Ativo' : 'Excluido',
    id_vendedor: 0,
    nome_vendedor: '',
    data_criacao: brDateTime(contact.createdAt),
  }
}

/** Punctuation in the whole record, and the situation a letter. */
function viewContact(contact: Contact) {
  return {
    id: String(contact.id),
    codigo: contact.code,
    nome: contact.name,
    fantasia: contact.tradeName,
    tipo_pessoa: contact.kind,
    cpf_cnpj: masked(contact.document),
    ie: contact.stateRegistration,
    rg: '',
    im: '',
    ...addressOf(contact),
    pais: '',
    fone: contact.phone,
    celular: contact.mobile,
    email: contact.email,
    situacao: contact.situation,
    obs: '',
    data_atualizacao: brDateTime(contact.updatedAt),
    tipos_contato: [{ tipo: 'Cliente' }],
    pessoas_contato: [],
  }
}

export function addressOf({ address }: Contact) {
  const { street, number, complement, district, zipCode, city, state } = address
  return { endereco: street, numero: number, complemento: complement, bairro: district, cep: zipCode, cidade: city, uf: state }
}
