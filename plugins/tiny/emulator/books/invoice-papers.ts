import type { Invoice } from '../erp.types.ts'

const AUTHORISED = 6

export function isIssued(invoice: Invoice): boolean {
  return invoice.situation === AUTHORISED || invoice.situation === 7 || invoice.situation === 8
}

export function linkOf(invoice: Invoice): string {
  return `https://erp.tiny.com.br/doc.view?id=${invoice.id}`
}

export function xmlOf(invoice: Invoice): string {
  if (invoice.xml !== undefined) return invoice.xml
  return `<?xml version="1.0" encoding="UTF-8"?><nfeProc versao="4.00"><NFe><infNFe Id="NFe${invoice.accessKey}"><ide><nNF>${Number(invoice.number)}</nNF><serie>${invoice.series}</serie></ide><total><ICMSTot><vNF>${invoice.total.toFixed(2)}</vNF></ICMSTot></total></infNFe></NFe></nfeProc>`
}
