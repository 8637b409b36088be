import { type ActionContext, at, InvalidInputError, type Json } from '@tomada/sdk'
import { callV2, onlyOutcome } from '../client-v2.ts'
import { refusedWith, sendV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { findByDocument } from '../map/find-by-document.ts'
import { findBySku } from '../map/find-by-sku.ts'
import { firstText, type Id, requireId } from '../map/values.ts'
import { toContactV3 } from '../map/wire-contact.ts'
import { type NewOrder, type NewOrderItem, orderV2, orderV3 } from '../map/wire-order.ts'
import findOrder from './find-order.ts'

/**
 * Creates a sales order, once per number in the shop: the host looks it up first (`find-order`), because Tiny knows no idempotency key. Stock and accounts
 * are not posted. v2 takes customer and SKUs as they are; on v3 the customer is found by document or made, and each SKU is looked up.
 * Source: v2 `pedido.incluir`, v3 `POST /pedidos` (Tiny's API documents and measurements, read 2026); fixture: fixtures/create-order.json
 */
export default async function createOrder(input: NewOrder, ctx: ActionContext): Promise<{ id: string; numero: string | null }> {
  if (!isV2(ctx)) return createV3(input, ctx)
  const { nome } = input.cliente
  if (nome.length > LONGEST_NAME) ctx.log.warn(`Tiny keeps ${LONGEST_NAME} characters of a customer's name: it was cut`)
  const cliente = { ...input.cliente, nome: nome.slice(0, LONGEST_NAME) }
  const pedido = orderV2({ ...input, cliente })
  const outcome = onlyOutcome(await callV2(ctx, 'pedido.incluir', { pedido: JSON.stringify({ pedido }) }))
  return { id: requireId(outcome, at(outcome, 'id')), numero: firstText(at(outcome, 'numero')) }
}

const LONGEST_NAME = 30

async function createV3(input: NewOrder, ctx: ActionContext): Promise<{ id: string; numero: string | null }> {
  const itens: Array<NewOrderItem & { produtoId: Id }> = []
  for (const [index, item] of input.itens.entries()) itens.push({ ...item, produtoId: await productOf(item, index, ctx) })
  const contatoId = await contactOf(input, ctx)
  let created: Json
  try {
    created = await sendV3(ctx, 'POST', '/pedidos', orderV3({ ...input, itens }, contatoId))
  } catch (error) {
    // The same payload was taken before, and its id is not said.
    if (refusedWith(error) !== 409) throw error
    const { pedido } = await findOrder(
      { numeroEcommerce: input.numeroEcommerce, data: input.data, documento: input.cliente.documento },
      ctx,
    )
    if (pedido === null) throw error
    return { id: pedido.id, numero: pedido.numero }
  }
  const id = requireId(created, at(created, 'id'))
  await mark(id, input.numeroEcommerce, ctx)
  return { id, numero: firstText(at(created, 'numeroPedido')) }
}

async function productOf({ produtoId, sku }: NewOrderItem, index: number, ctx: ActionContext): Promise<Id> {
  if (produtoId !== null && produtoId !== undefined) return produtoId
  if (sku === null || sku === undefined) throw new InvalidInputError(`/itens/${index}`, 'Tiny’s API v3 needs a product id or a SKU')
  const product = await findBySku(ctx, sku)
  if (product === null) throw new InvalidInputError(`/itens/${index}/sku`, `Tiny has no product with the SKU ${sku}`)
  return product.id
}

async function contactOf({ cliente }: NewOrder, ctx: ActionContext): Promise<string> {
  const known = await findByDocument(ctx, cliente.documento)
  if (known !== null) return known.id
  const created = await sendV3(ctx, 'POST', '/contatos', { situacao: 'A', ...toContactV3(cliente) })
  return requireId(created, at(created, 'id'))
}

/** The marker is what an order is found by later. Without it the look-up reads the day's orders of the customer: no reason to fail. */
async function mark(id: string, descricao: string, ctx: ActionContext): Promise<void> {
  try {
    await sendV3(ctx, 'POST', `/pedidos/${id}/marcadores`, [{ descricao }])
  } catch (error) {
    ctx.log.warn(`the order could not be marked: ${error instanceof Error ? error.message : String(error)}`)
  }
}
