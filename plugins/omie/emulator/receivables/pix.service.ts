import { numberOf } from '@tomada/sdk/emulator'
import { infoOf } from '../changed.ts'
import { dateOf, readDate } from '../dates.ts'
import type { Body, Call, Company, Pix, Receivable, Service } from '../erp.types.ts'
import { duplicate, invalid, missing } from '../omie-fault.ts'
import { hungarianPage } from '../paging.ts'
import { tags } from '../tags.ts'
import { digits, said } from '../text.ts'
import { addReceivable, deleteReceivable, foundReceivable } from './receivable-writes.ts'

const KEYS = tags('nIdPix cCodIntPix nCodTitulo')
const DAY_MS = 86_400_000

export const pixService: Service = {
  GerarPix: {
    type: 'GerarPixRequest',
    tags: tags('cCodIntPix nCodTitulo vValor nIdConta cUrlNotif nIdCliente cCnpjCpf'),
    run: createPix,
  },
  ObterStatusPix: { type: 'ObterStatusPixRequest', tags: KEYS, run: ({ company, param }) => viewStatus(foundPix(company, param)) },
  ObterPix: {
    type: 'ObterPixRequest',
    tags: KEYS,
    run({ company, param }) {
      const pix = foundPix(company, param)
      const receivable = company.receivables.get(pix.receivableId)
      return {
        ...viewStatus(pix),
        ...codesOf(pix),
        cCliente: receivable?.customerId ?? 0,
        dEmissao: dateOf(pix.createdAt),
        dVencimento: said(receivable?.body['data_vencimento']),
        cInfo: infoOf({ ...pix, byApi: true }),
      }
    },
  },
  ListarStatusPix: {
    type: 'ListarStatusPixRequest',
    tags: tags('nPagina nRegPorPagina dEmissaoDe dEmissaoAte cStatus'),
    run({ company, param }) {
      const from = readDate(param['dEmissaoDe']) ?? 0
      const until = (readDate(param['dEmissaoAte']) ?? Number.POSITIVE_INFINITY) + DAY_MS
      const rows = [...company.pixes.values()].filter(
        (pix) => (param['cStatus'] === undefined || pix.status === param['cStatus']) && pix.createdAt >= from && pix.createdAt < until,
      )
      return hungarianPage(param, 'ListaStatusPix', rows, viewStatus)
    },
  },
  CancelarPix: {
    type: 'CancelarPixRequest',
    tags: tags('nIdPix cCodIntPix lDel'),
    run(call) {
      const pix = foundPix(call.company, call.param)
      if (pix.status !== 'REGISTRADO') throw invalid(`PIX ${pix.status} não pode ser cancelado!`)
      settlePix(call, pix, 'CANCELADO')
      const receivable = call.company.receivables.get(pix.receivableId)
      // Unless told otherwise its title goes with it.
      if (call.param['lDel'] !== false && receivable !== undefined) deleteReceivable(call, receivable)
      return { cCodStatus: '0', cDescStatus: 'PIX cancelado com sucesso!' }
    },
  },
}

function createPix(call: Call): Body {
  const { erp, company, param, now } = call
  const code = said(param['cCodIntPix'])
  if (code === '') throw invalid('O preenchimento da tag [cCodIntPix] é obrigatório!')
  const same = [...company.pixes.values()].find((one) => one.integrationCode === code)
  if (same !== undefined) throw duplicate(`PIX já cadastrado para o Código de Integração [${code}] com o nCod [${same.id}] !`)
  const amount = numberOf(param['vValor']) ?? 0
  if (amount <= 0) throw invalid('O preenchimento da tag [vValor] é obrigatório!')
  const receivable = numberOf(param['nCodTitulo']) === undefined ? titleOf(call, code, amount) : foundReceivable(company, param)
  if (receivable.cancelledAt !== null) throw invalid('Título cancelado não pode gerar PIX!')
  const pix: Pix = {
    id: erp.newId(),
    integrationCode: code,
    receivableId: receivable.id,
    amount,
    status: 'REGISTRADO',
    notifyUrl: said(param['cUrlNotif']),
    createdAt: now,
    changedAt: now,
  }
  company.pixes.set(pix.id, pix)
  recordPix(call, 'pix.created', pix)
  return {
    nIdPix: pix.id,
    cCodIntPix: code,
    nCodTitulo: receivable.id,
    ...codesOf(pix),
    cCodStatus: '0',
    cDescStatus: 'PIX gerado com sucesso!',
    cCliente: receivable.customerId,
  }
}

/** Without a title a new one is made, for the customer that is named by id or document. */
function titleOf(call: Call, code: string, amount: number): Receivable {
  const { company, param, now } = call
  const [id, document] = [numberOf(param['nIdCliente']), digits(param['cCnpjCpf'])]
  const customer = [...company.customers.values()].find((one) =>
    id === undefined ? document !== '' && digits(one.body['cnpj_cpf']) === document : one.id === id,
  )
  if (customer === undefined) throw missing(`Cliente não cadastrado para o Código [${id ?? document}] !`)
  return addReceivable(call, {
    integrationCode: '',
    customerId: customer.id,
    accountId: numberOf(param['nIdConta']) ?? company.accountId,
    amount,
    orderId: null,
    serviceOrderId: null,
    byApi: true,
    body: { data_vencimento: dateOf(now), data_previsao: dateOf(now), codigo_categoria: '1.01.01', observacao: `PIX ${code}` },
  })
}

export function settlePix(call: Call, pix: Pix, status: Pix['status']): void {
  pix.status = status
  pix.changedAt = call.now
  recordPix(call, status === 'LIQUIDADO' ? 'pix.paid' : 'pix.cancelled', pix)
}

function recordPix({ erp, company, requestId, param }: Call, kind: string, { id, integrationCode }: Pix): void {
  erp.world.ledger.record({ kind, key: integrationCode, id: String(id), account: company.appKey, requestId, details: param })
}

function viewStatus({ id, integrationCode, receivableId, amount, status }: Pix): Body {
  return { nIdPix: id, cCodIntPix: integrationCode, nCodTitulo: receivableId, vValor: amount, cStatus: status }
}

function codesOf({ id, amount }: Pix): Body {
  const code = `00020126580014br.gov.bcb.pix0136${id}5204000053039865406${amount.toFixed(2)}5802BR6304ABCD`
  return { cUrlPix: `https://app.omie.com.br/pix/${id}`, cQrCode: code, cCopiaCola: code }
}

/** By id, integration code or title. Throws OmieFault 103. */
function foundPix(company: Company, key: Readonly<Body>): Pix {
  const [id, title] = [numberOf(key['nIdPix']) ?? 0, numberOf(key['nCodTitulo']) ?? 0]
  const code = said(key['cCodIntPix'])
  const pix = [...company.pixes.values()].findLast((one) => {
    if (id > 0) return one.id === id
    return code === '' ? title > 0 && one.receivableId === title : one.integrationCode === code
  })
  if (pix === undefined) throw missing(`PIX não cadastrado para o Código [${id > 0 ? id : code || title}] !`)
  return pix
}
