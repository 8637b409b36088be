import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { touch } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Call, Company, Order, OrderItem } from '../erp.types.ts'
import { duplicate, invalid, missing, OmieFault } from '../omie-fault.ts'
import { locationIdOf } from '../stock/balances.ts'
import { cents, said } from '../text.ts'
import { tellOrder } from '../webhooks/events.ts'
import { paddedNumber, totalOf } from './order-view.ts'

const DAY_MS = 86_400_000
export const INVOICED_STAGE = '60'

export function createOrder(call: Call): Body {
  const { erp, company, param, now } = call
  const head = fieldsOf(param['cabecalho'])
  const code = said(head['codigo_pedido_integracao'])
  if (code === '') throw invalid('O preenchimento da tag [codigo_pedido_integracao] é obrigatório!')
  const same = [...company.orders.values()].find((one) => one.integrationCode === code)
  if (same !== undefined) throw duplicate(`Pedido já cadastrado para o Código de Integração [${code}] com o nCod [${same.id}] !`)
  checkHead(head, fieldsOf(param['informacoes_adicionais']), now)
  const items = listOf(param['det']).map((line) => readItem(call, fieldsOf(line)))
  if (items.length === 0) throw invalid('Não é possível incluir um pedido sem itens!')
  const order: Order = {
    id: erp.newId(),
    integrationCode: code,
    number: ++company.lastOrderNumber,
    customerId: customerOf(company, head),
    stage: said(head['etapa']),
    stages: [{ stage: said(head['etapa']), at: now }],
    items,
    cabecalho: { ...head },
    frete: { ...fieldsOf(param['frete']) },
    informacoes: { ...fieldsOf(param['informacoes_adicionais']) },
    observacoes: { ...fieldsOf(param['observacoes']) },
    parcels: [],
    createdAt: now,
    changedAt: now,
    byApi: true,
    invoicedAt: null,
    cancelledAt: null,
    returnedAt: null,
    outcome: 'none',
  }
  order.parcels = parcelsOf(order, fieldsOf(param['lista_parcelas']))
  company.orders.set(order.id, order)
  record(call, 'order.created', order, code)
  tellOrder(call, order, 'Incluida')
  return written(order, 'Pedido cadastrado com sucesso!')
}

export function changeOrder(call: Call, order: Order): Body {
  const { company, param, now } = call
  refuseClosed(order)
  const head = fieldsOf(param['cabecalho'])
  if (head['data_previsao'] !== undefined) checkDate(head['data_previsao'], now)
  Object.assign(order.cabecalho, head)
  Object.assign(order.frete, fieldsOf(param['frete']))
  Object.assign(order.informacoes, fieldsOf(param['informacoes_adicionais']))
  Object.assign(order.observacoes, fieldsOf(param['observacoes']))
  for (const line of listOf(param['det']).map(fieldsOf)) {
    const ide = fieldsOf(line['ide'])
    const known = order.items.find((item) => item.id === numberOf(ide['codigo_item']))
    if (known !== undefined && ide['acao_item'] === 'E') order.items = order.items.filter((item) => item !== known)
    else if (known === undefined) order.items.push(readItem(call, line))
    else Object.assign(known, { ...readItem(call, line), id: known.id })
  }
  if (head['etapa'] !== undefined) setStage(order, said(head['etapa']), now)
  if (head['codigo_cliente'] !== undefined) order.customerId = customerOf(company, head)
  touch(order, now)
  record(call, 'order.changed', order)
  tellOrder(call, order, 'Alterada')
  return written(order, 'Pedido alterado com sucesso!')
}

export function changeStage(call: Call, order: Order): Body {
  const stage = said(call.param['etapa'])
  checkStage(stage)
  refuseClosed(order)
  setStage(order, stage, call.now)
  touch(order, call.now)
  record(call, 'order.stage', order)
  tellOrder(call, order, 'EtapaAlterada')
  return written(order, 'Etapa do pedido alterada com sucesso!')
}

/** The only way to say more of an order once it is invoiced. */
export function changeInvoiced(call: Call, order: Order): Body {
  const { param, now } = call
  if (order.invoicedAt === null) throw invalid('O pedido ainda não foi faturado!')
  for (const name of ['codigo_rastreio', 'link_rastreio', 'previsao_entrega'])
    if (param[name] !== undefined) order.frete[name] = param[name]
  if (param['obs_venda'] !== undefined) order.observacoes['obs_venda'] = param['obs_venda']
  touch(order, now)
  record(call, 'order.tracking', order)
  tellOrder(call, order, 'Alterada')
  return written(order, 'Pedido alterado com sucesso!')
}

/** A cancelled order keeps its stage. */
export function cancelOrder(call: Call, order: Order): void {
  if (order.cancelledAt !== null) throw invalid('Pedido já está cancelado!')
  order.cancelledAt = call.now
  touch(order, call.now)
  record(call, 'order.cancelled', order)
  tellOrder(call, order, 'Cancelada')
}

export function deleteOrder(call: Call, order: Order): Body {
  refuseClosed(order)
  call.company.orders.delete(order.id)
  record(call, 'order.deleted', order)
  tellOrder(call, order, 'Excluida')
  return written(order, 'Pedido excluído com sucesso!')
}

export function setStage(order: Order, stage: string, now: number): void {
  if (order.stage !== stage) order.stages.push({ stage, at: now })
  order.stage = stage
}

export function record({ erp, company, requestId, param }: Call, kind: string, order: Order, key: string | null = null): void {
  erp.world.ledger.record({ kind, key, id: String(order.id), account: company.appKey, requestId, details: param })
}

export function written(order: Order, text: string): Body {
  return {
    codigo_pedido: order.id,
    codigo_pedido_integracao: order.integrationCode,
    codigo_status: '0',
    descricao_status: text,
    numero_pedido: paddedNumber(order),
  }
}

function refuseClosed(order: Order): void {
  if (order.cancelledAt !== null) throw invalid('Pedido cancelado não pode ser alterado!')
  if (order.invoicedAt !== null) throw invalid('Pedido já faturado não pode ser alterado!')
}

function checkHead(head: Readonly<Body>, more: Readonly<Body>, now: number): void {
  for (const name of ['data_previsao', 'etapa', 'codigo_parcela'])
    if (said(head[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  for (const name of ['codigo_categoria', 'codigo_conta_corrente', 'consumidor_final'])
    if (said(more[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  checkStage(said(head['etapa']))
  checkDate(head['data_previsao'], now)
}

function checkStage(stage: string): void {
  if (!['00', '10', '20', '50', '60', '70', '80'].includes(stage))
    throw invalid(`Etapa [${stage}] inválida! Valores aceitos: 00, 10, 20, 50, 60, 70, 80`)
}

function checkDate(date: unknown, now: number): void {
  const at = readDate(date)
  if (at === null) throw new OmieFault('SOAP-ENV:Client-104', 'ERROR: O ano informado deve ser maior que 1900!')
  if (at < (readDate(dateOf(now)) ?? 0)) throw invalid('A data de previsão não pode ser anterior à data de hoje!')
}

function customerOf(company: Company, head: Readonly<Body>): number {
  const id = numberOf(head['codigo_cliente']) ?? 0
  const code = said(head['codigo_cliente_integracao'])
  const customer = [...company.customers.values()].find((one) =>
    id > 0 ? one.id === id : code !== '' && said(one.body['codigo_cliente_integracao']) === code,
  )
  if (customer === undefined) throw missing(`Cliente não cadastrado para o Código [${id > 0 ? id : code}] !`)
  return customer.id
}

function readItem({ erp, company }: Call, line: Readonly<Body>): OrderItem {
  const wanted = fieldsOf(line['produto'])
  const id = numberOf(wanted['codigo_produto']) ?? 0
  const code = said(wanted['codigo_produto_integracao'])
  const product = [...company.products.values()].find((one) =>
    id > 0 ? one.id === id : code !== '' && said(one.body['codigo_produto_integracao']) === code,
  )
  if (product === undefined) throw missing('Produto não encontrado!')
  if (product.body['inativo'] === 'S') {
    throw new OmieFault(
      'SOAP-ENV:Client-115',
      `ERROR: O produto [${said(product.body['codigo'])}] está inativo !(Id: [${product.id}] / Integração: [${code}])`,
    )
  }
  const quantity = numberOf(wanted['quantidade']) ?? 0
  if (quantity <= 0) throw invalid('A quantidade do item deve ser maior que zero!')
  const more = fieldsOf(line['inf_adic'])
  return {
    id: erp.newId(),
    productId: product.id,
    quantity,
    unitPrice: numberOf(wanted['valor_unitario']) ?? 0,
    discount: numberOf(wanted['valor_desconto']) ?? 0,
    locationId: locationIdOf(company, more['codigo_local_estoque']),
    movesStock: more['nao_movimentar_estoque'] !== 'S',
    body: { ...fieldsOf(line['ide']) },
  }
}

/** `000` is one at once, `999` the caller's own, any other as many as the code says, a month apart. */
function parcelsOf(order: Order, own: Readonly<Body>): Body[] {
  const code = said(order.cabecalho['codigo_parcela'])
  if (code === '999') return listOf(own['parcela']).map((one) => ({ ...fieldsOf(one) }))
  const count = Math.max(1, numberOf(code) ?? 1)
  const total = totalOf(order)
  const each = cents(Math.floor((total / count) * 100) / 100)
  return Array.from({ length: count }, (_, index) => ({
    numero_parcela: index + 1,
    valor: index === 0 ? cents(total - each * (count - 1)) : each,
    percentual: cents(100 / count),
    data_vencimento: dateOf(order.createdAt + (code === '000' ? 0 : (index + 1) * 30 * DAY_MS)),
  }))
}
