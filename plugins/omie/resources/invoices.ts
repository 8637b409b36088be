import { at, defineResource, type Json } from '@tomada/sdk'
import { call, type ListCall, wireId } from '../client.ts'
import { withChangedAt } from '../map/changed-at.ts'
import { keyed } from '../map/keyed.ts'
import { changedPage } from './snake-pages.ts'

const LIST: ListCall = { service: 'produtos/nfconsultar', name: 'ListarNF', dialect: 'snake', rows: 'nfCadastro' }

/** NF-e. The list holds whole invoices. */
export default defineResource({
  list: (request, ctx) => changedPage(request, ctx, { list: LIST, toRecord: toInvoice }),
  async detail({ key }, ctx) {
    const invoice = await call(ctx, 'produtos/nfconsultar', 'ConsultarNF', { nCodNF: wireId(key) })
    return invoice === null ? null : toInvoice(invoice)
  },
})

/** `situacao` in a word: Omie tells it by which dates are filled. */
function toInvoice(invoice: Json): Json {
  const whole = withChangedAt(keyed(invoice, 'compl', 'nIdNF'), 'info')
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return whole
  const said = (member: string) => at(whole, 'ide', member)
  const isSaid = (member: string) => typeof said(member) === 'string' && said(member) !== ''
  const key = at(whole, 'compl', 'cChaveNFe')
  const state = isSaid('dCan')
    ? 'cancelada'
    : isSaid('dInut')
      ? 'inutilizada'
      : said('cDeneg') === 'S'
        ? 'denegada'
        : key === '' || key === null
          ? 'processando'
          : 'emitida'
  return { ...whole, situacao: state }
}
