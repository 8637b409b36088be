import type { CallbackAttempt, CallbackPolicy } from '@tomada/sdk/emulator'
import { maskDocument } from '../formats.ts'
import type { Erp, ErpPerson } from './erp.ts'

const MINUTE_MS = 60_000
const POLICY: CallbackPolicy = {
  timeoutMs: 5_000,
  isAccepted: (status) => status >= 200 && status < 300,
  delaysMs: [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
}

/** An event of the seed's kind: `{action, externalId, documento, nome, …}` with a Bearer token. Null: there is nowhere to send it. */
export function sendEvent(erp: Erp, event: Record<string, unknown>): Promise<CallbackAttempt> | null {
  if (erp.callbackUrl === null) return null
  return post(erp, erp.callbackUrl, String(event['action']), event, { authorization: `Bearer ${erp.bearer ?? ''}` })
}

/** An event of Voalle's kind, with its three headers. */
export function sendVoalleEvent(erp: Erp, event: Record<string, unknown>): Promise<CallbackAttempt> | null {
  if (erp.voalleUrl === null) return null
  return post(erp, erp.voalleUrl, 'contract', event, { Username: 'voalle', Password: 'voalle', Token: erp.voalleToken ?? '' })
}

function post(erp: Erp, url: string, topic: string, event: unknown, headers: Record<string, string>): Promise<CallbackAttempt> {
  erp.nextNumber += 1
  const body = Buffer.from(JSON.stringify(event))
  return erp.world.callbacks.send({ id: `event-${erp.nextNumber}`, topic, url, policy: POLICY, write: () => ({ body, headers }) })
}

/** What the seed's events tell of a person: no birth date. */
export function eventOf(action: string, externalId: string, person: ErpPerson): Record<string, unknown> {
  return {
    action,
    externalId,
    documento: maskDocument(person.document),
    nome: person.name,
    email: person.email,
    telefone: person.phone,
    endereco: person.street,
    numero: person.number,
    bairro: person.neighborhood,
    cidade: person.city,
    estado: person.state,
    cep: person.zipCode.replace(/^(\d{5})(\d{3})$/, '$1-$2'),
  }
}

export interface VoalleState {
  active?: boolean
  status?: { Code: number; Description: string }
  stage?: { Code: number; Description: string }
  integrationCode?: string
  sentAt: number
}

export function voalleEvent(contractId: number, person: ErpPerson, state: VoalleState): Record<string, unknown> {
  const { active = true, status = { Code: 1, Description: 'Normal' }, stage = { Code: 3, Description: 'Aprovado' } } = state
  return {
    Active: active,
    Version: 3,
    Timestamp: new Date(state.sentAt).toISOString().slice(0, 19),
    Contract: {
      Id: contractId,
      Number: String(contractId),
      Description: 'Internet e TV',
      BeginContractVigency: '2026-01-01',
      EndContractVigency: '2027-01-01',
      Fingerprint: `f-${contractId}`,
    },
    Client: { Name: person.name, TxId: maskDocument(person.document), Email: person.email, Phone: null, CellPhone: `+55${person.phone}` },
    CompanyPlace: { Id: 1, Code: '01', Name: 'Matriz' },
    Status: status,
    Stage: stage,
    Services: [
      {
        Active: true,
        ContractItem: 1,
        Fingerprint: `s-${contractId}`,
        Description: 'TV BOX',
        IntegrationCode: state.integrationCode ?? 'TV_BOX',
        IntegratorType: 15,
        Demonstration: false,
        DemonstrationFinalDate: '',
        ServiceTag: { Id: 1, Tag: 'tv' },
      },
    ],
    Patrimonies: [],
  }
}
