import { fieldsOf, numberOf } from '@tomada/sdk/emulator'
import { touch } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Call, Company, Receivable } from '../erp.types.ts'
import { duplicate, invalid, missing, OmieFault } from '../omie-fault.ts'
import { cents, said } from '../text.ts'
import { tellReceivable } from '../webhooks/finance-events.ts'
import { openAmountOf } from './receivable-view.ts'

const REQUIRED = [
  'codigo_lancamento_integracao',
  'data_vencimento',
  'valor_documento',
  'codigo_categoria',
  'data_previsao',
  'id_conta_corrente',
]

export function createReceivable(call: Call): Body {
  const { company, param } = call
  for (const name of REQUIRED) if (said(param[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  const code = said(param['codigo_lancamento_integracao'])
  const same = [...company.receivables.values()].find((one) => one.integrationCode === code)
  if (same !== undefined) throw duplicate(`Lançamento já cadastrado para o Código de Integração [${code}] com o nCod [${same.id}] !`)
  checkTitle(company, param)
  const receivable = addReceivable(call, {
    integrationCode: code,
    customerId: customerOf(company, param),
    accountId: Number(param['id_conta_corrente']),
    amount: Number(param['valor_documento']),
    orderId: numberOf(param['nCodPedido']) ?? null,
    serviceOrderId: numberOf(param['nCodOS']) ?? null,
    body: { ...param },
    byApi: true,
  })
  recordReceivable(call, 'receivable.created', receivable, code)
  return writtenReceivable(receivable, 'Lançamento cadastrado com sucesso!')
}

/** A title without payments, which is told to who listens. */
export function addReceivable(
  call: Call,
  what: Pick<Receivable, 'integrationCode' | 'customerId' | 'accountId' | 'amount' | 'orderId' | 'serviceOrderId' | 'body' | 'byApi'>,
): Receivable {
  const receivable: Receivable = {
    ...what,
    id: call.erp.newId(),
    receipts: [],
    boleto: null,
    cancelledAt: null,
    createdAt: call.now,
    changedAt: call.now,
  }
  call.company.receivables.set(receivable.id, receivable)
  tellReceivable(call, receivable, 'Incluido')
  return receivable
}

export function changeReceivable(call: Call, receivable: Receivable): Body {
  const { company, param, now } = call
  refuseClosed(receivable)
  checkTitle(company, param)
  Object.assign(receivable.body, param)
  if (param['valor_documento'] !== undefined) receivable.amount = Number(param['valor_documento'])
  if (param['id_conta_corrente'] !== undefined) receivable.accountId = Number(param['id_conta_corrente'])
  if (param['codigo_cliente_fornecedor'] !== undefined) receivable.customerId = customerOf(company, param)
  touch(receivable, now)
  recordReceivable(call, 'receivable.changed', receivable)
  tellReceivable(call, receivable, 'Alterado')
  return writtenReceivable(receivable, 'Lançamento alterado com sucesso!')
}

export function deleteReceivable(call: Call, receivable: Receivable): Body {
  if (receivable.receipts.length > 0) throw invalid('Lançamento com recebimento não pode ser excluído!')
  call.company.receivables.delete(receivable.id)
  recordReceivable(call, 'receivable.deleted', receivable)
  tellReceivable(call, receivable, 'Excluido')
  return writtenReceivable(receivable, 'Lançamento excluído com sucesso!')
}

export function cancelReceivable(call: Call, receivable: Receivable): Body {
  refuseClosed(receivable)
  receivable.cancelledAt = call.now
  touch(receivable, call.now)
  recordReceivable(call, 'receivable.cancelled', receivable)
  tellReceivable(call, receivable, 'Alterado')
  return writtenReceivable(receivable, 'Lançamento cancelado com sucesso!')
}

export function receive(call: Call, receivable: Receivable): Body {
  const { erp, company, param, now } = call
  if (receivable.cancelledAt !== null) throw invalid('Lançamento cancelado não pode ser recebido!')
  const code = said(param['codigo_baixa_integracao'])
  const known = [...company.receivables.values()]
    .flatMap(({ receipts }) => receipts)
    .find((one) => code !== '' && one.integrationCode === code)
  if (known !== undefined) throw duplicate(`Recebimento já cadastrado para o Código de Integração [${code}] com o nCod [${known.id}] !`)
  const [amount, discount] = [numberOf(param['valor']) ?? 0, numberOf(param['desconto']) ?? 0]
  const open = openAmountOf(receivable)
  if (amount <= 0) throw invalid('O valor do recebimento deve ser maior que zero!')
  if (open === 0) throw invalid('Lançamento já liquidado!')
  const extra = (numberOf(param['juros']) ?? 0) + (numberOf(param['multa']) ?? 0)
  if (cents(amount - extra + discount) > open) throw invalid('O valor do recebimento é maior que o saldo do lançamento!')
  const at = param['data'] === undefined ? now : readDate(param['data'])
  if (at === null) throw new OmieFault('SOAP-ENV:Client-104', 'ERROR: O ano informado deve ser maior que 1900!')
  const receipt = { id: erp.newId(), integrationCode: code, amount: cents(amount - extra), discount, at }
  receivable.receipts.push(receipt)
  touch(receivable, now)
  recordReceivable(call, 'receivable.received', receivable, code === '' ? null : code)
  tellReceivable(call, receivable, 'BaixaRealizada')
  return {
    codigo_lancamento: receivable.id,
    codigo_lancamento_integracao: receivable.integrationCode,
    codigo_baixa: receipt.id,
    codigo_baixa_integracao: code,
    liquidado: openAmountOf(receivable) === 0 ? 'S' : 'N',
    valor_baixado: amount,
    codigo_status: '0',
    descricao_status: 'Recebimento registrado com sucesso!',
  }
}

export function cancelReceipt(call: Call): Body {
  const { company, param } = call
  const [id, code] = [numberOf(param['codigo_baixa']) ?? 0, said(param['codigo_baixa_integracao'])]
  const fits = (one: Receivable['receipts'][number]) => (id > 0 ? one.id === id : code !== '' && one.integrationCode === code)
  const receivable = [...company.receivables.values()].find(({ receipts }) => receipts.some(fits))
  const receipt = receivable?.receipts.find(fits)
  if (receivable === undefined || receipt === undefined) throw missing(`Recebimento não cadastrado para o Código [${id > 0 ? id : code}] !`)
  receivable.receipts = receivable.receipts.filter((one) => one !== receipt)
  touch(receivable, call.now)
  recordReceivable(call, 'receivable.receiptCancelled', receivable)
  tellReceivable(call, receivable, 'BaixaCancelada')
  return {
    codigo_baixa: receipt.id,
    codigo_baixa_integracao: receipt.integrationCode,
    codigo_status: '0',
    descricao_status: 'Recebimento cancelado com sucesso!',
  }
}

/** By id or integration code, as each call names them. Throws OmieFault 103. */
export function foundReceivable(company: Company, key: Readonly<Body>): Receivable {
  const id = numberOf(key['codigo_lancamento_omie'] ?? key['chave_lancamento'] ?? key['codigo_lancamento'] ?? key['nCodTitulo']) ?? 0
  const code = said(key['codigo_lancamento_integracao'] ?? key['cCodIntTitulo'])
  const receivable = [...company.receivables.values()].find((one) => (id > 0 ? one.id === id : code !== '' && one.integrationCode === code))
  if (receivable === undefined) throw missing(`Lançamento não cadastrado para o Código [${id > 0 ? id : code}] !`)
  return receivable
}

export function recordReceivable(
  { erp, company, requestId, param }: Call,
  kind: string,
  { id }: Receivable,
  key: string | null = null,
): void {
  erp.world.ledger.record({ kind, key: key ?? String(id), id: String(id), account: company.appKey, requestId, details: fieldsOf(param) })
}

export function writtenReceivable({ id, integrationCode }: Receivable, text: string): Body {
  return { codigo_lancamento_omie: id, codigo_lancamento_integracao: integrationCode, codigo_status: '0', descricao_status: text }
}

function refuseClosed(receivable: Receivable): void {
  if (receivable.cancelledAt !== null) throw invalid('Lançamento cancelado não pode ser alterado!')
  if (receivable.receipts.length > 0) throw invalid('Lançamento com recebimento não pode ser alterado!')
}

function checkTitle(company: Company, param: Readonly<Body>): void {
  for (const name of ['data_vencimento', 'data_previsao', 'data_emissao'])
    if (param[name] !== undefined && readDate(param[name]) === null)
      throw new OmieFault('SOAP-ENV:Client-104', 'ERROR: O ano informado deve ser maior que 1900!')
  if (param['valor_documento'] !== undefined && !(Number(param['valor_documento']) > 0))
    throw invalid('O valor do lançamento deve ser maior que zero!')
  const account = numberOf(param['id_conta_corrente'])
  if (account !== undefined && account !== company.accountId && account !== company.accountId + 1)
    throw missing(`Conta corrente não cadastrada para o Código [${account}] !`)
  if (
    readDate(param['data_vencimento']) !== null &&
    said(param['numero_parcela']) !== '' &&
    !/^\d{3}\/\d{3}$/.test(said(param['numero_parcela']))
  )
    throw invalid(`Número da parcela [${said(param['numero_parcela'])}] inválido! Formato: 999/999`)
}

function customerOf(company: Company, param: Readonly<Body>): number {
  const id = numberOf(param['codigo_cliente_fornecedor']) ?? 0
  const code = said(param['codigo_cliente_fornecedor_integracao'])
  const customer = [...company.customers.values()].find((one) =>
    id > 0 ? one.id === id : code !== '' && said(one.body['codigo_cliente_integracao']) === code,
  )
  if (customer === undefined) throw missing(`Cliente não cadastrado para o Código [${id > 0 ? id : code}] !`)
  return customer.id
}

/** The titles of a sale that is invoiced: one for each of its parcels. */
export function billParcels(
  call: Call,
  sale: Pick<Receivable, 'customerId' | 'accountId' | 'orderId' | 'serviceOrderId'> & {
    parcels: ReadonlyArray<{ due: string; amount: number }>
    body: Body
  },
): void {
  const { parcels, body, ...of } = sale
  const count = (number: number) => String(number).padStart(3, '0')
  for (const [index, { due, amount }] of parcels.entries()) {
    addReceivable(call, {
      ...of,
      integrationCode: '',
      amount,
      byApi: false,
      body: {
        ...body,
        data_vencimento: due,
        data_previsao: due,
        data_emissao: dateOf(call.now),
        numero_parcela: `${count(index + 1)}/${count(parcels.length)}`,
      },
    })
  }
}
