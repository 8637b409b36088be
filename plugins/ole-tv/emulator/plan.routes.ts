import type { EmulatorRoute } from '@tomada/sdk/emulator'
import type { Partner } from './partner.ts'
import { endpoint } from './sign-in.ts'
import { done } from './texts.ts'

export function planRoutes(partner: Partner): EmulatorRoute[] {
  return [
    endpoint(partner, '/planos', () => done({ planos: viewPlans(partner) })),
    endpoint(partner, '/equipamentos', () => done({ modelos: partner.models })),
  ]
}

/** Money has a dot here, and a comma in invoices. */
export function viewPlans(partner: Partner) {
  return partner.plans.map(({ id, kind, name, installation, monthly }) => ({
    id,
    tipo: kind,
    nome: name,
    taxa_instalacao: installation,
    mensalidade: { normal: monthly, ate_vencimento: monthly, promocao: '0.00' },
  }))
}
