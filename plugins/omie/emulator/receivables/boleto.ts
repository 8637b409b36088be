import { dateOf } from '../dates.ts'
import type { Body, Boleto, Receivable } from '../erp.types.ts'

export function hasBoleto(receivable: Receivable): receivable is Receivable & { boleto: Boleto } {
  return receivable.boleto !== null && receivable.boleto.cancelledAt === null
}

export function viewBoleto({ boleto }: Receivable & { boleto: Boleto }, text: string): Body {
  return {
    cLinkBoleto: `https://app.omie.com.br/boleto/${boleto.number}`,
    cCodStatus: '0',
    cDesStatus: text,
    dDtEmBol: dateOf(boleto.issuedAt),
    cNumBoleto: boleto.number,
    cCodBarras: boleto.barcode,
    nPerJuros: boleto.interest,
    nPerMulta: boleto.fine,
    cNumBancario: boleto.bankNumber,
  }
}
