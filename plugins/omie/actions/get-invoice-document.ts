import { type ActionContext, at, textOf } from '@tomada/sdk'
import { call, wireId } from '../client.ts'

interface InvoiceDocument {
  xml: string | null
  danfe: string | null
  portal: string | null
}

/** XML of an NF-e as text, and the links to its PDF and to the customer's portal, which expire. */
export default async function getInvoiceDocument(input: { notaId: string | number }, ctx: ActionContext): Promise<InvoiceDocument> {
  const answer = await call(ctx, 'produtos/dfedocs', 'ObterNfe', { nIdNfe: wireId(input.notaId) })
  return {
    xml: textOf(at(answer, 'cXmlNfe')),
    danfe: textOf(at(answer, 'cPdf')),
    portal: textOf(at(answer, 'cLinkPortal')),
  }
}
