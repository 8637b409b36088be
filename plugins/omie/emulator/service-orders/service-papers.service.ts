import { numberOf } from '@tomada/sdk/emulator'
import { dateOf, readDate, timeOf } from '../dates.ts'
import type { Body, Company, Service, ServiceInvoice, ServiceOrder } from '../erp.types.ts'
import { missing } from '../omie-fault.ts'
import { hungarianPage } from '../paging.ts'
import { tags } from '../tags.ts'
import { digits, said } from '../text.ts'
import { paddedServiceNumber, rpsStatusOf, serviceTotalOf } from './service-order-view.ts'

const DAY_MS = 86_400_000

interface Issued {
  order: ServiceOrder
  invoice: ServiceInvoice
}

/** Links to papers, and the XML as text. */
export const serviceDocuments: Service = {
  ObterNFSe: {
    type: 'ObterNFSeRequest',
    tags: tags('nIdNf'),
    run({ company, param }) {
      const { order, invoice } = foundIssued(company, param['nIdNf'])
      if (invoice.state !== 'authorised') throw missing('Nenhuma NFS-e foi encontrada!')
      return paper(order, 'nfse', {
        cNumNFSe: String(invoice.number),
        cSerieNFSe: 'E',
        cCodVerif: invoice.verification,
        cUrlNFSe: `https://nfse.prefeitura.test/${invoice.verification}`,
        cPdfNFSe: `https://app.omie.com.br/nfse/${invoice.id}.pdf`,
        cXmlNFSe: `<?xml version="1.0" encoding="UTF-8"?><CompNfse><Nfse><InfNfse><Numero>${invoice.number}</Numero></InfNfse></Nfse></CompNfse>`,
      })
    },
  },
  ObterRPS: {
    type: 'ObterRPSRequest',
    tags: tags('nIdNf'),
    run({ company, param }) {
      const { order, invoice } = foundIssued(company, param['nIdNf'])
      return paper(order, 'rps', { cNumRPS: String(invoice.rps), cSerieRPS: 'E', cPdfRPS: `https://app.omie.com.br/rps/${invoice.id}.pdf` })
    },
  },
  ObterRecibo: {
    type: 'ObterReciboRequest',
    tags: tags('nIdRec'),
    run({ company, param }) {
      const { order } = foundIssued(company, param['nIdRec'])
      return paper(order, 'recibo', { cNumRecibo: String(order.number), cPdfRecibo: `https://app.omie.com.br/recibo/${order.id}.pdf` })
    },
  },
  ObterOS: {
    type: 'ObterOsRequest',
    tags: tags('nIdOs'),
    run({ company, param }) {
      const order = company.serviceOrders.get(Number(param['nIdOs']))
      if (order === undefined) throw missing(`Ordem de Serviço não cadastrada para o Código [${String(param['nIdOs'])}] !`)
      return paper(order, 'os', { cPdfOs: `https://app.omie.com.br/os/${order.id}.pdf` })
    },
  },
}

export const serviceInvoices: Service = {
  ListarNFSEs: {
    type: 'nfseListarRequest',
    tags: tags(
      `nPagina nRegPorPagina dEmiInicial dEmiFinal hEmiInicial hEmiFinal nNumeroNFSe cSerieNFSe cCodigoVerifNFSe nCodNF cAmbienteNFSe
      nCodigoCliente nCodigoOS nNumeroOS nCodigoContrato cNumeroContrato cStatusNFSe cExibirDepartamentos cExibirDescricao`,
    ),
    run: ({ company, param }) =>
      hungarianPage(param, 'nfseEncontradas', matching(company, param), (issued) => viewIssued(company, issued, param)),
  },
}

function paper(order: ServiceOrder, kind: string, more: Body): Body {
  return {
    cNumOs: paddedServiceNumber(order),
    ...more,
    cLinkPortal: `https://portal.omie.com.br/${kind}/${order.id}`,
    cCodStatus: '0',
    cDesStatus: 'Documento obtido com sucesso!',
  }
}

function issuedBy(company: Company): Issued[] {
  return [...company.serviceOrders.values()].flatMap((order) => (order.invoice === null ? [] : [{ order, invoice: order.invoice }]))
}

/** By the id of the invoice, which is that of its receipt too. Throws OmieFault 103. */
function foundIssued(company: Company, id: unknown): Issued {
  const found = issuedBy(company).find(({ invoice }) => invoice.id === numberOf(id))
  if (found === undefined) throw missing(`Documento não encontrado para o Código [${String(id)}] !`)
  return found
}

/** `C` cancelled, `F` issued, `N` not issued. */
function stateOf({ state, cancelledAt }: ServiceInvoice): 'C' | 'F' | 'N' {
  if (cancelledAt !== null) return 'C'
  return state === 'authorised' ? 'F' : 'N'
}

function matching(company: Company, param: Readonly<Body>): Issued[] {
  const from = readDate(param['dEmiInicial'], param['hEmiInicial']) ?? 0
  const until = readDate(param['dEmiFinal'], param['hEmiFinal'])
  const end = until === null ? Number.POSITIVE_INFINITY : until + (param['hEmiFinal'] === undefined ? DAY_MS : 1_000)
  const asked = (tag: string, value: unknown) => param[tag] === undefined || said(param[tag]) === said(value)
  return issuedBy(company).filter(
    ({ order, invoice }) =>
      invoice.issuedAt >= from &&
      invoice.issuedAt < end &&
      asked('nNumeroNFSe', invoice.number) &&
      asked('cSerieNFSe', 'E') &&
      asked('cCodigoVerifNFSe', invoice.verification) &&
      asked('nCodNF', invoice.id) &&
      asked('cAmbienteNFSe', 'H') &&
      asked('nCodigoCliente', order.customerId) &&
      asked('nCodigoOS', order.id) &&
      (param['nNumeroOS'] === undefined || numberOf(param['nNumeroOS']) === order.number) &&
      asked('cNumeroContrato', order.informacoes['cNumContrato']) &&
      asked('cStatusNFSe', stateOf(invoice)),
  )
}

function viewIssued(company: Company, { order, invoice }: Issued, param: Readonly<Body>): Body {
  const total = serviceTotalOf(order)
  const document = digits(company.customers.get(order.customerId)?.body['cnpj_cpf'])
  const when = (at: number | null) => (at === null ? {} : { cData: dateOf(at), cHora: timeOf(at) })
  return {
    Cabecalho: {
      nNumeroNFSe: stateOf(invoice) === 'N' ? '' : String(invoice.number),
      cSerieNFSe: 'E',
      nValorNFSe: total,
      cStatusNFSe: stateOf(invoice),
      cCodigoVerifNFSe: stateOf(invoice) === 'N' ? '' : invoice.verification,
      nCodNF: invoice.id,
      cAmbienteNFSe: 'H',
      nCodigoCliente: order.customerId,
      ...(document.length === 14 ? { cCNPJDestinatario: document } : { cCPFDestinatario: document }),
    },
    OrdemServico: { nCodigoOS: order.id, nNumeroOS: paddedServiceNumber(order), nValorOS: total },
    RPS: { nNumeroRPS: String(invoice.rps), cStatusRPS: rpsStatusOf(invoice) },
    ListaServicos: order.services.map(({ quantity, unitPrice, body }) => ({
      cCodServLC116: said(body['cCodServLC116']),
      nQtdeServico: quantity,
      nValorUnitario: unitPrice,
      ...(param['cExibirDescricao'] === 'S' ? { cDescricao: said(body['cDescServ']) } : {}),
    })),
    Valores: { nValorTotalServicos: total, nValorLiquido: total },
    Emissao: when(invoice.issuedAt),
    Inclusao: when(order.createdAt),
    Alteracao: when(order.changedAt),
    Cancelamento: when(invoice.cancelledAt),
  }
}
