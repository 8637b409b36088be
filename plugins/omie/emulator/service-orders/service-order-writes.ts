import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { touch } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Call, Company, ServiceItem, ServiceOrder } from '../erp.types.ts'
import { duplicate, invalid, missing, OmieFault } from '../omie-fault.ts'
import { cents, said } from '../text.ts'
import { tellServiceOrder } from '../webhooks/service-events.ts'
import { paddedServiceNumber, serviceTotalOf } from './service-order-view.ts'

const DAY_MS = 86_400_000
const STAGES = ['00', '10', '20', '30', '40', '50', '60']
export const INVOICED = '60'

export function createServiceOrder(call: Call): Body {
  const { erp, company, param, now } = call
  const head = fieldsOf(param['Cabecalho'])
  const code = said(head['cCodIntOS'])
  if (code === '') throw invalid('O preenchimento da tag [cCodIntOS] é obrigatório!')
  const same = [...company.serviceOrders.values()].find((one) => one.integrationCode === code)
  if (same !== undefined) throw duplicate(`Ordem de Serviço já cadastrada para o Código de Integração [${code}] com o nCod [${same.id}] !`)
  checkHead(head, fieldsOf(param['InformacoesAdicionais']))
  const services = listOf(param['ServicosPrestados']).map((line) => readService(call, fieldsOf(line)))
  if (services.length === 0) throw invalid('Não é possível incluir uma Ordem de Serviço sem serviços!')
  const order: ServiceOrder = {
    id: erp.newId(),
    integrationCode: code,
    number: ++company.lastServiceNumber,
    customerId: customerOf(company, head),
    stage: said(head['cEtapa']),
    cabecalho: { ...head },
    informacoes: { ...fieldsOf(param['InformacoesAdicionais']) },
    email: { ...fieldsOf(param['Email']) },
    observacoes: { ...fieldsOf(param['Observacoes']) },
    services,
    parcels: [],
    invoicedAt: null,
    cancelledAt: null,
    invoice: null,
    createdAt: now,
    changedAt: now,
    byApi: true,
  }
  order.parcels = parcelsOf(order, listOf(param['Parcelas']))
  company.serviceOrders.set(order.id, order)
  recordService(call, 'serviceOrder.created', order, code)
  tellServiceOrder(call, order, 'Incluida')
  return writtenService(order, 'Ordem de Serviço adicionada com sucesso!')
}

export function changeServiceOrder(call: Call, order: ServiceOrder): Body {
  const { company, param, now } = call
  refuseClosed(order)
  const head = fieldsOf(param['Cabecalho'])
  if (head['dDtPrevisao'] !== undefined) checkDate(head['dDtPrevisao'])
  if (head['cEtapa'] !== undefined) checkStage(said(head['cEtapa']))
  Object.assign(order.cabecalho, head)
  Object.assign(order.informacoes, fieldsOf(param['InformacoesAdicionais']))
  Object.assign(order.email, fieldsOf(param['Email']))
  Object.assign(order.observacoes, fieldsOf(param['Observacoes']))
  for (const line of listOf(param['ServicosPrestados']).map(fieldsOf)) changeService(call, order, line)
  if (head['cEtapa'] !== undefined) order.stage = said(head['cEtapa'])
  if (head['nCodCli'] !== undefined || head['cCodIntCli'] !== undefined) order.customerId = customerOf(company, head)
  order.parcels = parcelsOf(order, listOf(param['Parcelas']))
  touch(order, now)
  recordService(call, 'serviceOrder.changed', order)
  tellServiceOrder(call, order, 'Alterada')
  return writtenService(order, 'Ordem de Serviço alterada com sucesso!')
}

/** By id, or by its place in the order; `cAcaoItem` says what happens to it. */
function changeService(call: Call, order: ServiceOrder, line: Readonly<Body>): void {
  const known = order.services.find(
    (one, index) => one.id === numberOf(line['nIdItem']) || (line['nIdItem'] === undefined && index + 1 === numberOf(line['nSeqItem'])),
  )
  if (line['cAcaoItem'] === 'E') order.services = order.services.filter((one) => one !== known)
  else if (known === undefined || line['cAcaoItem'] === 'I') order.services.push(readService(call, line))
  else
    Object.assign(known, {
      ...readService(call, { ...known.body, nQtde: known.quantity, nValUnit: known.unitPrice, ...line }),
      id: known.id,
    })
}

export function changeServiceStage(call: Call, order: ServiceOrder): Body {
  const stage = said(call.param['cEtapa'])
  checkStage(stage)
  refuseClosed(order)
  order.stage = stage
  touch(order, call.now)
  recordService(call, 'serviceOrder.stage', order)
  tellServiceOrder(call, order, 'EtapaAlterada')
  return {
    nCodOS: order.id,
    cCodIntOS: order.integrationCode,
    cNumOS: paddedServiceNumber(order),
    codigo_status: '0',
    descricao_status: 'Etapa da Ordem de Serviço alterada com sucesso!',
  }
}

export function deleteServiceOrder(call: Call, order: ServiceOrder): Body {
  refuseClosed(order)
  call.company.serviceOrders.delete(order.id)
  recordService(call, 'serviceOrder.deleted', order)
  tellServiceOrder(call, order, 'Excluida')
  return writtenService(order, 'Ordem de Serviço excluída com sucesso!')
}

/** By id, integration code or number. Throws OmieFault 103. */
export function foundServiceOrder(company: Company, key: Readonly<Body>): ServiceOrder {
  const id = numberOf(key['nCodOS']) ?? 0
  const code = said(key['cCodIntOS'])
  const number = numberOf(key['cNumOS'])
  const order = [...company.serviceOrders.values()].find((one) =>
    id > 0 ? one.id === id : code === '' ? number !== undefined && one.number === number : one.integrationCode === code,
  )
  if (order === undefined) throw missing(`Ordem de Serviço não cadastrada para o Código [${id > 0 ? id : code || (number ?? 0)}] !`)
  return order
}

export function recordService(
  { erp, company, requestId, param }: Call,
  kind: string,
  { id }: ServiceOrder,
  key: string | null = null,
): void {
  erp.world.ledger.record({ kind, key: key ?? String(id), id: String(id), account: company.appKey, requestId, details: param })
}

export function writtenService(order: ServiceOrder, text: string): Body {
  return {
    cCodIntOS: order.integrationCode,
    nCodOS: order.id,
    cNumOS: paddedServiceNumber(order),
    cCodStatus: '0',
    cDescStatus: text,
  }
}

function refuseClosed(order: ServiceOrder): void {
  if (order.cancelledAt !== null) throw invalid('Ordem de Serviço cancelada não pode ser alterada!')
  if (order.invoicedAt !== null) throw invalid('Ordem de Serviço já faturada não pode ser alterada!')
}

function checkHead(head: Readonly<Body>, more: Readonly<Body>): void {
  for (const name of ['dDtPrevisao', 'cEtapa', 'cCodParc'])
    if (said(head[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  for (const name of ['cCodCateg', 'nCodCC', 'cCidPrestServ'])
    if (said(more[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  checkStage(said(head['cEtapa']))
  checkDate(head['dDtPrevisao'])
}

function checkStage(stage: string): void {
  if (!STAGES.includes(stage)) throw invalid(`Etapa [${stage}] inválida! Valores aceitos: ${STAGES.join(', ')}`)
}

function checkDate(date: unknown): void {
  if (readDate(date) === null) throw new OmieFault('SOAP-ENV:Client-104', 'ERROR: O ano informado deve ser maior que 1900!')
}

function customerOf(company: Company, head: Readonly<Body>): number {
  const id = numberOf(head['nCodCli']) ?? 0
  const code = said(head['cCodIntCli'])
  const customer = [...company.customers.values()].find((one) =>
    id > 0 ? one.id === id : code !== '' && said(one.body['codigo_cliente_integracao']) === code,
  )
  if (customer === undefined) throw missing(`Cliente não cadastrado para o Código [${id > 0 ? id : code}] !`)
  return customer.id
}

function readService({ erp }: Call, line: Readonly<Body>): ServiceItem {
  for (const name of ['cTribServ', 'cCodServMun', 'cCodServLC116', 'cDescServ', 'nValUnit'])
    if (said(line[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  const quantity = numberOf(line['nQtde']) ?? 0
  if (quantity <= 0) throw invalid('A quantidade do serviço deve ser maior que zero!')
  return {
    id: erp.newId(),
    quantity,
    unitPrice: numberOf(line['nValUnit']) ?? 0,
    discount: numberOf(line['nValorDesconto']) ?? 0,
    body: { ...line },
  }
}

/** `000` is one at once, `999` the caller's own, any other as many as the code says, a month apart. */
function parcelsOf(order: ServiceOrder, own: readonly unknown[]): Body[] {
  const code = said(order.cabecalho['cCodParc'])
  if (code === '999') return own.length > 0 ? own.map((one) => ({ ...fieldsOf(one) })) : order.parcels
  const count = Math.max(1, numberOf(code) ?? 1)
  const total = serviceTotalOf(order)
  const each = Math.floor((total / count) * 100) / 100
  return Array.from({ length: count }, (_, index) => ({
    nParcela: index + 1,
    nValor: index === 0 ? cents(total - each * (count - 1)) : each,
    nPercentual: cents(100 / count),
    dDtVenc: dateOf(order.createdAt + (code === '000' ? 0 : (index + 1) * 30 * DAY_MS)),
  }))
}
