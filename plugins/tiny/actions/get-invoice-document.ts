import { type ActionContext, at, textOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import type { Id } from '../map/values.ts'

const XML_V2 = 'https://api.tiny.com.br/api2/nota.fiscal.obter.xml.php'

/**
 * Link to the DANFE and the XML of an issued NF-e. v2 answers the XML as XML, whatever format was asked for.
 * Source: v2 `nota.fiscal.obter.link` and `nota.fiscal.obter.xml`, v3 `GET /notas/{id}/link` and `/xml` (Tiny's API documents, read 2026);
 * fixture: fixtures/get-invoice-document.json
 */
export default async function getInvoiceDocument(
  { notaId }: { notaId: Id },
  ctx: ActionContext,
): Promise<{ link: string | null; xml: string | null }> {
  if (!isV2(ctx)) {
    const link = textOf(at(await getV3(ctx, `/notas/${notaId}/link`), 'link'))
    return { link, xml: textOf(at(await getV3(ctx, `/notas/${notaId}/xml`), 'xmlNfe')) }
  }
  const link = textOf(await recordV2(ctx, 'nota.fiscal.obter.link', 'link_nfe', { id: notaId }))
  const answer = await ctx.http({ method: 'POST', url: XML_V2, body: { form: { formato: 'json', id: String(notaId) } } })
  return { link, xml: answer.text }
}
