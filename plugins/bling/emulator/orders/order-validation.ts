import { type EmulatorAnswer, type Fields, fieldsOf, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { PAYMENT_METHODS, SALES_CHANNELS } from '../account-settings.ts'
import type { Erp } from '../erp.ts'
import type { Company, Order } from '../erp.types.ts'
import { type FieldFault, validationFailure } from '../errors.ts'
import { orderTotals } from './order-totals.ts'

type Collection = NonNullable<FieldFault['collection']>

/** Why Bling would not save this order, in its own words; null when it would. `current` is the order being replaced. */
export function checkOrder(erp: Erp, company: Company, body: Fields, current: Order | null): EmulatorAnswer | null {
  const faults = [
    ...contactFaults(company, body),
    ...itemFaults(body),
    ...storeFaults(erp, company, body, current),
    ...instalmentFaults(body),
  ]
  if (faults.length === 0) return null
  return validationFailure(
    'Não foi possível salvar a venda',
    'A venda não pode ser salva, pois ocorreram problemas em sua validação.',
    faults,
  )
}

function contactFaults(company: Company, body: Fields): FieldFault[] {
  const id = numberOf(fieldsOf(body['contato'])['id'])
  return id !== undefined && company.contacts.has(id) ? [] : [fault(3, 'O contato informado não foi encontrado', 'contato')]
}

function itemFaults(body: Fields): FieldFault[] {
  const items = listOf(body['itens']).map(fieldsOf)
  if (items.length === 0) return [fault(2, 'A venda deve possuir ao menos um item', 'itens')]
  const collection = items.flatMap((item, index): Collection => {
    if (textOf(item['descricao']) === undefined && numberOf(fieldsOf(item['produto'])['id']) === undefined) {
      return [entry(index, 4, 'A descrição do item deve ser informada.', 'descricao')]
    }
    if ((numberOf(item['quantidade']) ?? 0) <= 0) return [entry(index, 5, 'A quantidade do item deve ser maior que zero.', 'quantidade')]
    return numberOf(item['valor']) === undefined ? [entry(index, 6, 'O valor do item deve ser informado.', 'valor')] : []
  })
  return collection.length === 0 ? [] : [fault(48, 'Um ou mais itens da venda possuem erros de validação', 'itens', collection)]
}

function storeFaults(erp: Erp, company: Company, body: Fields, current: Order | null): FieldFault[] {
  const storeId = numberOf(fieldsOf(body['loja'])['id']) ?? 0
  if (storeId !== 0 && !SALES_CHANNELS.some((channel) => channel.id === storeId))
    return [fault(7, 'A loja informada não foi encontrada', 'loja')]
  const storeNumber = textOf(body['numeroLoja'])
  if (!erp.limits.refuseDuplicateStoreNumbers || storeNumber === undefined) return []
  const twin = [...company.orders.values()].find(
    (order) => order !== current && !order.deleted && order.storeNumber === storeNumber && order.storeId === storeId,
  )
  return twin ? [fault(8, `O número da loja virtual já existe na venda ${twin.number}`, 'numeroLoja')] : []
}

function instalmentFaults(body: Fields): FieldFault[] {
  const instalments = listOf(body['parcelas']).map(fieldsOf)
  if (instalments.length === 0) return []
  const collection = instalments.flatMap((instalment, index): Collection => {
    const methodId = numberOf(fieldsOf(instalment['formaPagamento'])['id'])
    if (!PAYMENT_METHODS.some((method) => method.id === methodId))
      return [entry(index, 12, 'Id da forma de pagamento inválido.', 'formaPagamento')]
    if (!/^\d{4}-\d{2}-\d{2}$/.test(textOf(instalment['dataVencimento']) ?? '')) {
      return [entry(index, 10, 'A data de vencimento é inválida.', 'dataVencimento')]
    }
    return numberOf(instalment['valor']) === undefined ? [entry(index, 11, 'O valor da parcela deve ser informado.', 'valor')] : []
  })
  if (collection.length > 0) return [fault(49, 'Uma ou mais parcelas da venda possuem erros de validação', 'parcelas', collection)]
  const sum = instalments.reduce((cents, instalment) => cents + Math.round((numberOf(instalment['valor']) ?? 0) * 100), 0)
  const { total } = orderTotals(body)
  return sum === Math.round(total * 100) ? [] : [fault(50, 'O somatório das parcelas difere do total da venda', 'parcelas')]
}

function fault(code: number, msg: string, element: string, collection?: Collection): FieldFault {
  return { code, msg, element, namespace: 'VENDAS', ...(collection ? { collection } : {}) }
}

/** Positions count from 1. */
function entry(index: number, code: number, msg: string, element: string): Collection[number] {
  return { index: index + 1, code, msg, element, namespace: 'VENDAS' }
}
