import type { Random } from '@tomada/sdk/emulator'
import { dateOf } from './dates.ts'
import type { Company, Erp } from './erp.types.ts'
import { cents } from './text.ts'

const DAY_MS = 86_400_000

/** Open titles and service orders of the past, made on the screen. */
export function seedReceivable(erp: Erp, company: Company, random: Random, at: number, count: number): void {
  const id = erp.newId()
  const due = dateOf(erp.world.clock.now() + random.between(-20, 40) * DAY_MS)
  company.receivables.set(id, {
    id,
    integrationCode: `TIT-${count}`,
    customerId: random.pick([...company.customers.keys()]),
    accountId: company.accountId,
    amount: cents(random.between(1_000, 90_000) / 100),
    receipts: [],
    boleto: null,
    cancelledAt: null,
    orderId: null,
    serviceOrderId: null,
    createdAt: at,
    changedAt: at,
    byApi: false,
    body: { data_vencimento: due, data_previsao: due, codigo_categoria: '1.01.01', numero_documento: String(count) },
  })
}

export function seedServiceOrder(erp: Erp, company: Company, random: Random, at: number, count: number): void {
  const id = erp.newId()
  const unitPrice = cents(random.between(5_000, 80_000) / 100)
  const service = {
    cTribServ: '01',
    cCodServMun: '0107',
    cCodServLC116: '1.07',
    cDescServ: 'SUPORTE TECNICO',
    cRetemISS: 'N',
  }
  company.serviceOrders.set(id, {
    id,
    integrationCode: `OS-${count}`,
    number: ++company.lastServiceNumber,
    customerId: random.pick([...company.customers.keys()]),
    stage: '10',
    cabecalho: { dDtPrevisao: dateOf(erp.world.clock.now()), cCodParc: '000' },
    informacoes: { cCodCateg: '1.01.02', nCodCC: company.accountId, cCidPrestServ: 'SAO PAULO (SP)' },
    email: {},
    observacoes: {},
    services: [{ id: erp.newId(), quantity: 1, unitPrice, discount: 0, body: service }],
    parcels: [{ nParcela: 1, nValor: unitPrice, nPercentual: 100, dDtVenc: dateOf(at) }],
    invoicedAt: null,
    cancelledAt: null,
    invoice: null,
    createdAt: at,
    changedAt: at,
    byApi: false,
  })
}
