import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, listOf, textOf } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Contact } from '../erp.types.ts'
import { bracketed, page, readPeriod } from '../listing.ts'
import { documentOf } from './contact-rules.ts'

// "Últimos incluídos" is the default; how far back it reaches is not documented.
const RECENT_MS = 30 * 86_400_000
const PERSON_TYPES: Record<string, string> = { '1': 'F', '2': 'J', '3': 'E' }

/** `GET /contatos`. Without `criterio` only the last included are found, which surprises everyone who looks up a document. */
export function listContacts(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const { query } = request
  const included = readPeriod(query, 'dataInclusao', erp.world.clock.now())
  const changed = readPeriod(query, 'dataAlteracao', erp.world.clock.now())
  if (included && 'refusal' in included) return included.refusal
  if (changed && 'refusal' in changed) return changed.refusal
  const ids = bracketed(query, 'idsContatos')
  const document = query.get('numeroDocumento')
  const type = PERSON_TYPES[query.get('tipoPessoa') ?? '']
  const found = [...company.contacts.values()].filter(
    (contact) =>
      fitsCriterion(contact, query.get('criterio') ?? '3', erp.world.clock.now()) &&
      (ids === null || ids.includes(String(contact.id))) &&
      (document === null || documentOf(contact.body['numeroDocumento']) === document) &&
      (type === undefined || contact.body['tipo'] === type) &&
      fitsDetails(contact, query) &&
      (included === null || (contact.createdAt >= included.from && contact.createdAt <= included.to)) &&
      (changed === null || (contact.updatedAt >= changed.from && contact.updatedAt <= changed.to)) &&
      fitsSearch(contact, query.get('pesquisa')),
  )
  return page(query, found, viewRow)
}

function fitsCriterion(contact: Contact, criterion: string, now: number): boolean {
  const status = contact.body['situacao']
  if (criterion === '1') return status !== 'E'
  if (criterion === '2') return status === 'E'
  if (criterion === '4') return status === 'S'
  return status !== 'E' && now - contact.createdAt <= RECENT_MS
}

function fitsDetails({ body }: Contact, query: URLSearchParams): boolean {
  const general = fieldsOf(fieldsOf(body['endereco'])['geral'])
  const isAsked = (name: string, value: unknown) => query.get(name) === null || query.get(name) === String(value)
  const phone = query.get('telefone')
  const types = listOf(body['tiposContato']).map((type) => String(fieldsOf(type)['id']))
  return (
    isAsked('uf', general['uf']) &&
    isAsked('idVendedor', fieldsOf(body['vendedor'])['id']) &&
    (phone === null || body['telefone'] === phone || body['celular'] === phone) &&
    (query.get('idTipoContato') === null || types.includes(query.get('idTipoContato') ?? ''))
  )
}

/** Name, document, trade name, e-mail or code; there is no parameter `nome`. */
function fitsSearch(contact: Contact, text: string | null): boolean {
  if (text === null) return true
  const { nome, fantasia, email, codigo } = contact.body
  const isIn = (value: unknown) => textOf(value)?.toLowerCase().includes(text.toLowerCase()) ?? false
  const document = documentOf(text)
  return [nome, fantasia, email, codigo].some(isIn) || (document !== '' && documentOf(contact.body['numeroDocumento']) === document)
}

function viewRow(contact: Contact): Record<string, unknown> {
  const { nome, codigo = '', situacao, numeroDocumento = '', telefone = '', celular = '' } = contact.body
  return { id: contact.id, nome, codigo, situacao, numeroDocumento, telefone, celular }
}
