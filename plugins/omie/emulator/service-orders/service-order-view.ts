import { numberOf } from '@tomada/sdk/emulator'
import { dateOf, readDate, timeOf } from '../dates.ts'
import type { Body, Company, ServiceInvoice, ServiceOrder } from '../erp.types.ts'
import { cents, digits, said } from '../text.ts'

const DAY_MS = 86_400_000

/** 15 digits, as sales orders write theirs. */
export function paddedServiceNumber({ number }: Pick<ServiceOrder, 'number'>): string {
  return String(number).padStart(15, '0')
}

export function serviceTotalOf({ services }: Pick<ServiceOrder, 'services'>): number {
  return cents(services.reduce((sum, { quantity, unitPrice, discount }) => sum + cents(quantity * unitPrice) - discount, 0))
}

export function viewServiceOrder(order: ServiceOrder): Body {
  const { cabecalho, informacoes } = order
  return {
    Cabecalho: {
      cCodIntOS: order.integrationCode,
      nCodOS: order.id,
      cNumOS: paddedServiceNumber(order),
      cCodIntCli: '',
      nCodCli: order.customerId,
      dDtPrevisao: said(cabecalho['dDtPrevisao']),
      cEtapa: order.stage,
      nCodVend: numberOf(cabecalho['nCodVend']) ?? 0,
      nQtdeParc: order.parcels.length,
      cCodParc: said(cabecalho['cCodParc']),
      nValorTotal: serviceTotalOf(order),
      nValorTotalImpRet: 0,
    },
    InformacoesAdicionais: { cNumPedido: '', cNumContrato: '', cContato: '', cDadosAdicNF: '', nCodProj: 0, ...informacoes },
    Email: { cEnvLink: 'N', cEnvBoleto: 'N', cEnvRecibo: 'N', cEnviarPara: '', ...order.email },
    Departamentos: [],
    ServicosPrestados: order.services.map(({ quantity, unitPrice, discount, id, body }, index) => ({
      ...body,
      nIdItem: id,
      nSeqItem: index + 1,
      nQtde: quantity,
      nValUnit: unitPrice,
      nValorDesconto: discount,
    })),
    Parcelas: order.parcels,
    Observacoes: { cObsOS: said(order.observacoes['cObsOS']) },
    InfoCadastro: infoOf(order),
  }
}

function infoOf(order: ServiceOrder): Body {
  const user = order.byApi ? 'WEBSERVICE' : 'P000114759'
  const when = (prefix: string, at: number | null) =>
    at === null ? { [`dDt${prefix}`]: '', [`cHr${prefix}`]: '' } : { [`dDt${prefix}`]: dateOf(at), [`cHr${prefix}`]: timeOf(at) }
  return {
    cCancelada: order.cancelledAt === null ? 'N' : 'S',
    cFaturada: order.invoicedAt === null ? 'N' : 'S',
    cAmbiente: 'H',
    ...when('Inc', order.createdAt),
    uInc: user,
    ...when('Alt', order.changedAt),
    uAlt: user,
    ...when('Fat', order.invoicedAt),
    ...when('Canc', order.cancelledAt),
    cOrigem: order.byApi ? 'API' : 'OS',
  }
}

/** What StatusOS says; links to papers only for what was asked. */
export function viewServiceStatus(company: Company, order: ServiceOrder, asked: Readonly<Body>): Body {
  const { invoice } = order
  const isAuthorised = invoice?.state === 'authorised'
  const code = invoice === null ? '' : rpsStatusOf(invoice)
  const link = (kind: string, isAsked: unknown) => (isAsked === true ? `https://app.omie.com.br/${kind}/${order.id}` : '')
  const info = infoOf(order)
  return {
    cCodIntOS: order.integrationCode,
    nCodOS: order.id,
    cNumOS: paddedServiceNumber(order),
    cNumContrato: said(order.informacoes['cNumContrato']),
    cNumRecibo: order.invoicedAt === null ? '' : String(order.number),
    cNumPedido: said(order.informacoes['cNumPedido']),
    cEtapa: order.stage,
    ...Object.fromEntries(Object.entries(info).filter(([name]) => name !== 'cOrigem' && !name.startsWith('u'))),
    nValorTot: serviceTotalOf(order),
    cUrlPdfRecibo: link('recibo', asked['lPdfRecibo']),
    ListaRpsNfse:
      invoice === null
        ? []
        : [
            {
              nLote: 1,
              cStatusLote: code,
              cProtocolo: isAuthorised ? `9${invoice.id}` : '',
              nRps: String(invoice.rps),
              cStatusRps: code,
              nNfse: isAuthorised ? String(invoice.number) : '',
              cCodVerif: isAuthorised ? invoice.verification : '',
              cCNPJ: digits(company.cnpj),
              mensagens:
                invoice.state === 'refused'
                  ? [{ cCodigo: 'E160', cDescricao: 'Código do serviço inválido para o município.', cCorrecao: '' }]
                  : [],
              cUrlNfse: isAuthorised ? `https://nfse.prefeitura.test/${invoice.verification}` : '',
              cUrlPdfDemo: link('demonstrativo', asked['lPdfDemo']),
              cUrlPdfDest: link('destinatario', asked['lPdfDest']),
              cUrlRps: link('rps', asked['lRps']),
            },
          ],
  }
}

/** 002 sent, 003 processed with an error, 004 with success, 005 cancelled. */
export function rpsStatusOf({ state, cancelledAt }: ServiceInvoice): string {
  if (cancelledAt !== null) return '005'
  return { processing: '002', refused: '003', authorised: '004' }[state]
}

/** Orders that the filters of ListarOS leave. */
export function searchServiceOrders(company: Company, param: Readonly<Body>, isChanged: (one: ServiceOrder) => boolean): ServiceOrder[] {
  const customer = numberOf(param['filtrar_por_cliente'])
  const stage = said(param['filtrar_por_etapa'])
  const isBetween = (what: string, at: number | null) => {
    const from = readDate(param[`filtrar_por_data_${what}_de`])
    const until = readDate(param[`filtrar_por_data_${what}_ate`])
    if (from === null && until === null) return true
    return at !== null && at >= (from ?? 0) && at < (until ?? Number.POSITIVE_INFINITY) + DAY_MS
  }
  const fits = (one: ServiceOrder) =>
    isChanged(one) &&
    (customer === undefined || one.customerId === customer) &&
    (stage === '' || one.stage === stage) &&
    hasStatus(one, said(param['filtrar_por_status'])) &&
    isBetween('previsao', readDate(one.cabecalho['dDtPrevisao'])) &&
    isBetween('faturamento', one.invoicedAt) &&
    isBetween('cancelamento', one.cancelledAt)
  return [...company.serviceOrders.values()].filter(fits)
}

function hasStatus(order: ServiceOrder, status: string): boolean {
  if (status === 'F') return order.invoicedAt !== null
  if (status === 'N') return order.invoicedAt === null && order.cancelledAt === null
  return status !== 'C' || order.cancelledAt !== null
}
