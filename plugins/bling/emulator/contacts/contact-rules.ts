import { type EmulatorAnswer, type Fields, textOf } from '@tomada/sdk/emulator'
import type { Company, Contact } from '../erp.types.ts'
import { type FieldFault, validationFailure } from '../errors.ts'

const PERSON_TYPES = ['F', 'J', 'E']
const STATUSES = ['A', 'E', 'I', 'S']

/** What Bling refuses in a contact: required fields, and a document another contact already has. `current` is the one being replaced. */
export function checkContact(company: Company, body: Fields, current: Contact | null): EmulatorAnswer | null {
  const faults = [...requiredFaults(body), ...duplicateFaults(company, body, current)]
  if (faults.length === 0) return null
  return validationFailure(
    'Não foi possível salvar o contato',
    'O contato não pode ser salvo, pois ocorreram problemas em sua validação.',
    faults,
  )
}

function requiredFaults(body: Fields): FieldFault[] {
  const faults: FieldFault[] = []
  if (textOf(body['nome']) === undefined) faults.push(fault(1, 'O nome do contato deve ser informado', 'nome'))
  if (!PERSON_TYPES.includes(textOf(body['tipo']) ?? '')) faults.push(fault(2, 'O tipo do contato deve ser F, J ou E', 'tipo'))
  if (!STATUSES.includes(textOf(body['situacao']) ?? '')) faults.push(fault(3, 'A situação do contato deve ser informada', 'situacao'))
  return faults
}

function duplicateFaults(company: Company, body: Fields, current: Contact | null): FieldFault[] {
  const document = documentOf(body['numeroDocumento'])
  if (document === '') return []
  const other = [...company.contacts.values()].find(
    (contact) => contact !== current && contact.body['situacao'] !== 'E' && documentOf(contact.body['numeroDocumento']) === document,
  )
  return other ? [fault(4, `O CPF/CNPJ já está cadastrado no contato ${textOf(other.body['nome'])}`, 'numeroDocumento')] : []
}

/** CPF or CNPJ without punctuation; a CNPJ issued since July 2026 holds letters. Empty when there is none. */
export function documentOf(value: unknown): string {
  return (
    textOf(value)
      ?.replace(/[^0-9A-Za-z]/g, '')
      .toUpperCase() ?? ''
  )
}

function fault(code: number, msg: string, element: string): FieldFault {
  return { code, msg, element, namespace: 'CONTATOS' }
}
