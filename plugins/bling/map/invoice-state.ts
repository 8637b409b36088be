import { type Json, textOf } from '@tomada/sdk'

/** What an invoice's numbered status means for whoever waits for it. */
export type InvoiceState = 'pendente' | 'processando' | 'autorizada' | 'rejeitada' | 'cancelada' | 'bloqueada' | 'desconhecida'

const STATES: Readonly<Record<string, InvoiceState>> = {
  '1': 'pendente',
  '2': 'cancelada',
  '3': 'processando',
  '4': 'rejeitada',
  '5': 'autorizada',
  '6': 'autorizada',
  '7': 'autorizada',
  '8': 'processando',
  '9': 'rejeitada',
  '10': 'processando',
  '11': 'bloqueada',
}

export function toInvoiceState(status: Json): InvoiceState {
  return STATES[textOf(status) ?? ''] ?? 'desconhecida'
}

/** Whether it has gone to the tax office: null while it is a draft, or was given back. What nobody knows is not sent again. */
export function sentState(state: InvoiceState): InvoiceState | null {
  return state === 'pendente' || state === 'rejeitada' ? null : state
}
