import { type EmulatorAnswer, type EmulatorRequest, json } from '@tomada/sdk/emulator'
import { DEFAULT_DEPOSIT_ID } from '../account-settings.ts'
import type { Erp } from '../erp.ts'
import type { Company, Order } from '../erp.types.ts'
import { validationFailure } from '../errors.ts'
import { addInvoice } from '../invoices/invoice-states.ts'
import { reservationsChanged } from '../stock/balances.ts'
import { moveStock } from '../stock/move-stock.ts'
import { tellOrder } from '../webhooks/events.ts'
import { changeReservation } from './reservation.ts'

/** `PATCH …/situacoes/{id}`; null when done. The account's workflow may refuse a transition. */
export function changeOrderStatus(erp: Erp, order: Order, company: Company, request: EmulatorRequest): EmulatorAnswer | null {
  const to = Number(request.params['status'])
  if (!company.statuses.some((status) => status.id === to)) return refuse('A situação informada não foi encontrada', 'situacao')
  const isRefused = company.refusedTransitions.some((transition) => transition.from === order.statusId && transition.to === to)
  if (isRefused) return refuse('A transição de situação não é permitida', 'situacao')
  changeReservation(erp, company, order, () => {
    order.statusId = to
  })
  order.updatedAt = erp.world.clock.now()
  erp.world.ledger.record({
    kind: 'order.statusChanged',
    key: order.storeNumber,
    id: String(order.id),
    account: company.id,
    requestId: request.id,
    details: { situacao: to },
  })
  tellOrder(erp, company, order, 'updated')
  return null
}

/** Moves the physical stock of the order's products out, or back in. A second posting is refused. */
export function postStock(
  erp: Erp,
  order: Order,
  company: Company,
  how: { direction: 'post' | 'revert'; depositId?: number },
): EmulatorAnswer | null {
  const isPosting = how.direction === 'post'
  if (order.stockPosted === isPosting) {
    return refuse(isPosting ? 'O estoque desta venda já foi lançado' : 'O estoque desta venda não foi lançado', 'estoque')
  }
  const depositId = isPosting ? (how.depositId ?? DEFAULT_DEPOSIT_ID) : order.stockDepositId
  if (!company.deposits.some((deposit) => deposit.id === depositId)) return refuse('O depósito informado não foi encontrado', 'deposito')
  order.stockPosted = isPosting
  order.stockDepositId = depositId
  reservationsChanged(company)
  for (const item of order.items) {
    const product = item.productId === null ? undefined : company.products.get(item.productId)
    if (product) moveStock(erp, company, product, { depositId, operation: isPosting ? 'S' : 'E', quantity: item.quantity })
  }
  return null
}

export function postAccounts(order: Order, isPosting: boolean): EmulatorAnswer | null {
  if (order.accountsPosted === isPosting) return refuse('As contas desta venda já estão neste estado', 'contas')
  order.accountsPosted = isPosting
  return null
}

/** `POST …/gerar-nfe`: a pending invoice. The one answer without `data`. */
export function issueInvoice(erp: Erp, order: Order, request: EmulatorRequest, company: Company): EmulatorAnswer {
  if (order.invoiceId !== null) return refuse('Já existe uma nota fiscal para esta venda', 'notaFiscal')
  const invoice = addInvoice(erp, company, { order, contactId: order.contactId, total: order.total, body: order.body }, request)
  order.invoiceId = invoice.id
  return json(201, { idNotaFiscal: invoice.id })
}

function refuse(msg: string, element: string): EmulatorAnswer {
  return validationFailure('Não foi possível executar a operação', 'Ocorreu um erro ao validar os dados recebidos.', [
    { code: 1, msg, element, namespace: 'VENDAS' },
  ])
}
