import { touch } from '../changed.ts'
import { readDate } from '../dates.ts'
import type { Body, Boleto, Call, Receivable, Service } from '../erp.types.ts'
import { invalid, missing } from '../omie-fault.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellReceivable } from '../webhooks/finance-events.ts'
import { hasBoleto, viewBoleto } from './boleto.ts'
import { openAmountOf } from './receivable-view.ts'
import { foundReceivable, recordReceivable } from './receivable-writes.ts'

const KEYS = tags('nCodTitulo cCodIntTitulo')

/** One title has one boleto at most. */
export const boletos: Service = {
  GerarBoleto: { type: 'boletoGerarRequest', tags: KEYS, run: (call) => issueBoleto(call, foundReceivable(call.company, call.param)) },
  ObterBoleto: {
    type: 'boletoObterRequest',
    tags: KEYS,
    run: ({ company, param }) => viewBoleto(withBoleto(foundReceivable(company, param)), 'Boleto obtido com sucesso!'),
  },
  ProrrogarBoleto: {
    type: 'boletoProrrogarRequest',
    tags: { ...KEYS, dDtVenc: true },
    run(call) {
      const receivable = withBoleto(foundReceivable(call.company, call.param))
      if (readDate(call.param['dDtVenc']) === null) throw invalid('O preenchimento da tag [dDtVenc] é obrigatório!')
      receivable.body['data_vencimento'] = said(call.param['dDtVenc'])
      receivable.body['data_previsao'] = said(call.param['dDtVenc'])
      touch(receivable, call.now)
      recordReceivable(call, 'boleto.postponed', receivable)
      tellReceivable(call, receivable, 'Alterado')
      return viewBoleto(receivable, 'Boleto prorrogado com sucesso!')
    },
  },
  CancelarBoleto: {
    type: 'boletoCancelarRequest',
    tags: KEYS,
    run(call) {
      const receivable = withBoleto(foundReceivable(call.company, call.param))
      receivable.boleto.cancelledAt = call.now
      touch(receivable, call.now)
      recordReceivable(call, 'boleto.cancelled', receivable)
      tellReceivable(call, receivable, 'Alterado')
      return { cCodStatus: '0', cDesStatus: 'Boleto cancelado com sucesso!' }
    },
  },
}

function issueBoleto(call: Call, receivable: Receivable): Body {
  const { erp, company, now } = call
  if (receivable.cancelledAt !== null) throw invalid('Título cancelado não pode gerar boleto!')
  if (openAmountOf(receivable) === 0) throw invalid('Título já recebido não pode gerar boleto!')
  if (receivable.accountId !== company.accountId) throw invalid('A conta corrente do título não está configurada para emissão de boletos!')
  if (hasBoleto(receivable)) {
    if (erp.limits.refusesSecondBoleto) throw invalid('Já existe um boleto gerado para este título!')
    return viewBoleto(receivable, 'Boleto gerado com sucesso!')
  }
  const boleto: Boleto = {
    number: erp.random.digits(10),
    bankNumber: erp.random.digits(11),
    barcode: `34191${erp.random.digits(42)}`,
    issuedAt: now,
    cancelledAt: null,
    interest: 1,
    fine: 2,
  }
  receivable.boleto = boleto
  touch(receivable, now)
  recordReceivable(call, 'boleto.issued', receivable)
  tellReceivable(call, receivable, 'Alterado')
  return viewBoleto({ ...receivable, boleto }, 'Boleto gerado com sucesso!')
}

/** Throws OmieFault 103. */
function withBoleto(receivable: Receivable): Receivable & { boleto: Boleto } {
  if (!hasBoleto(receivable)) throw missing(`Nenhum boleto foi encontrado para o título [${receivable.id}] !`)
  return receivable
}
