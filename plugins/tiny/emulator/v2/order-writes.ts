import { type EmulatorAnswer, type Fields, fieldsOf, listOf, numberOf, textOf } from '@tomada/sdk/emulator'
import { addOrder } from '../books/order-book.ts'
import { totalsOf } from '../books/order-facts.ts'
import { isoDate, turned } from '../dates.ts'
import { newId } from '../erp.ts'
import type { Account, Contact, OrderItem } from '../erp.types.ts'
import { digits } from '../masked.ts'
import { emptyContact } from '../seed-account.ts'
import { situationOfSlug } from '../situations.ts'
import { readContact } from './contacts.ts'
import { outcomes } from './envelope.ts'
import type { Call } from './operations.ts'
import { isAnswer, objectIn } from './read-object.ts'

/** Lengths of the customer's fields, and what they are called in the refusal. */
const LONGEST: Readonly<Record<string, number>> = {
  codigo: 30,
  nome: 30,
  nome_fantasia: 60,
  cpf_cnpj: 18,
  endereco: 50,
  numero: 10,
  complemento: 50,
  bairro: 30,
  cep: 10,
  cidade: 30,
  uf: 30,
  fone: 40,
  email: 50,
}

export function createOrder(call: Call): EmulatorAnswer {
  const { erp, account, fields, requestId } = call
  const sent = objectIn(fields, 'pedido')
  if (isAnswer(sent)) return sent
  const body = fieldsOf(sent['pedido'])
  const texts = faultsOf(body)
  if (texts.length > 0) return outcomes(fields, [{ sequence: '1', error: { code: 31, texts } }], 'object')
  const date = turned(textOf(body['data_pedido']) ?? turned(isoDate(erp.world.clock.now())))
  const items = listOf(body['itens']).map((entry) => readItem(account, fieldsOf(fieldsOf(entry)['item'])))
  const plain = {
    items,
    discount: numberOf(body['valor_desconto']) ?? 0,
    freight: numberOf(body['valor_frete']) ?? 0,
    otherCosts: numberOf(body['outras_despesas']) ?? 0,
  }
  const instalments = listOf(body['parcelas']).map((entry) => fieldsOf(fieldsOf(entry)['parcela']))
  const order = addOrder(
    erp,
    account,
    {
      ...plain,
      date,
      expectedDate: turned(textOf(body['data_prevista']) ?? ''),
      contactId: customerOf(call, fieldsOf(body['cliente'])).id,
      instalments:
        instalments.length === 0
          ? [{ days: 0, date, value: totalsOf(plain).total }]
          : instalments.map((one) => ({
              days: numberOf(one['dias']) ?? 0,
              date: turned(textOf(one['data']) ?? turned(date)),
              value: numberOf(one['valor']) ?? 0,
            })),
      situation: textOf(body['situacao']) ?? 'aberto',
      ecommerceNumber: textOf(body['numero_pedido_ecommerce']) ?? null,
      ecommerceId: numberOf(body['id_ecommerce']) ?? null,
      purchaseOrder: textOf(body['numero_ordem_compra']) ?? '',
      notes: textOf(body['obs']) ?? '',
      internalNotes: textOf(body['obs_interna']) ?? '',
      markers: listOf(body['marcadores']).flatMap((entry) => textOf(fieldsOf(fieldsOf(entry)['marcador'])['descricao']) ?? []),
      payment: textOf(body['forma_pagamento']) ?? 'multiplas',
    },
    requestId,
  )
  return outcomes(fields, [{ sequence: '1', id: order.id, more: { numero: String(order.number) } }], 'object')
}

function faultsOf(body: Fields): string[] {
  const customer = fieldsOf(body['cliente'])
  const items = listOf(body['itens']).map((entry) => fieldsOf(fieldsOf(entry)['item']))
  const situation = textOf(body['situacao'])
  return [
    ...(textOf(customer['nome']) === undefined ? ['O nome do contato deve ser informado'] : []),
    ...Object.entries(LONGEST).flatMap(([name, longest]) =>
      (textOf(customer[name]) ?? '').length > longest ? [`O campo ${name} do cliente deve ter no máximo ${longest} caracteres`] : [],
    ),
    ...(items.length === 0 ? ['O pedido deve ter ao menos um item'] : []),
    ...items.flatMap((item) =>
      ['descricao', 'unidade', 'quantidade', 'valor_unitario'].flatMap((name) =>
        textOf(item[name]) === undefined ? [`O campo ${name} do item deve ser informado`] : [],
      ),
    ),
    ...(['obs', 'obs_interna'].some((name) => (textOf(body[name]) ?? '').length > 100)
      ? ['As observações devem ter no máximo 100 caracteres']
      : []),
    ...(situation !== undefined && situationOfSlug(situation) === undefined ? ['A situação do pedido é inválida'] : []),
  ]
}

/** By id, else by code; a code that nobody knows makes a free text that is linked to no stock. */
function readItem(account: Account, item: Fields): OrderItem {
  const id = numberOf(item['id_produto'])
  const sku = textOf(item['codigo']) ?? ''
  const product = id === undefined ? [...account.products.values()].find((one) => sku !== '' && one.sku === sku) : account.products.get(id)
  return {
    productId: product?.id ?? null,
    sku: product?.sku ?? sku,
    description: textOf(item['descricao']) ?? '',
    unit: textOf(item['unidade']) ?? 'UN',
    quantity: numberOf(item['quantidade']) ?? 0,
    price: numberOf(item['valor_unitario']) ?? 0,
  }
}

/** The customer comes with the order: known by document, else made. */
function customerOf({ erp, account }: Call, body: Fields): Contact {
  const document = digits(textOf(body['cpf_cnpj']) ?? '')
  const known = document === '' ? undefined : [...account.contacts.values()].find((one) => one.document === document)
  const contact = known ?? emptyContact(newId(account), erp.world.clock.now())
  account.contacts.set(contact.id, contact)
  if (known === undefined || body['atualizar_cliente'] !== 'N') readContact(contact, body)
  return contact
}
