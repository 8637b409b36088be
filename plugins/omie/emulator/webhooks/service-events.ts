import { isoDateOf, readDate, timeOf } from '../dates.ts'
import type { Call, ServiceInvoice, ServiceOrder } from '../erp.types.ts'
import { said } from '../text.ts'
import { outboxOf } from './outboxes.ts'

const STAGE_NAMES: Readonly<Record<string, string>> = {
  '00': 'Proposta',
  '10': 'Ordem de Serviço',
  '20': 'Em Execução',
  '30': 'Executada',
  '50': 'Faturar',
  '60': 'Faturado',
}

/** The sheet has the topics and no bodies: they follow those of sales orders, thin. */
export function tellServiceOrder({ erp, company, now }: Pick<Call, 'erp' | 'company' | 'now'>, order: ServiceOrder, what: string): void {
  outboxOf(erp).tell(company, `OrdemServico.${what}`, {
    numeroOrdemServico: String(order.number),
    etapa: order.stage,
    etapaDescr: STAGE_NAMES[order.stage] ?? '',
    idOrdemServico: order.id,
    codIntOrdemServico: order.integrationCode,
    idCliente: order.customerId,
    dataPrevisao: isoDateOf(readDate(order.cabecalho['dDtPrevisao']) ?? now),
  })
}

export function tellServiceInvoice(
  { erp, company }: Pick<Call, 'erp' | 'company'>,
  order: ServiceOrder,
  invoice: ServiceInvoice,
  what: string,
): void {
  outboxOf(erp).tell(company, `NFSe.${what}`, {
    acao: what === 'NotaAutorizada' ? 'autorizada' : 'cancelada',
    ambiente: 'H',
    data_emis: isoDateOf(invoice.issuedAt),
    hora_emis: timeOf(invoice.issuedAt),
    empresa_cnpj: company.cnpj,
    id_nf: invoice.id,
    id_os: order.id,
    numero_nf: String(invoice.number),
    codigo_verificacao: invoice.verification,
    serie: said(order.informacoes['cSerie']) || 'E',
  })
}
