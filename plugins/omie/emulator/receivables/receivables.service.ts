import { isChangedWithin } from '../changed.ts'
import type { Service } from '../erp.types.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { searchReceivables, viewReceivable } from './receivable-view.ts'
import {
  cancelReceipt,
  cancelReceivable,
  changeReceivable,
  createReceivable,
  deleteReceivable,
  foundReceivable,
  receive,
} from './receivable-writes.ts'

const TITLE = tags(
  `codigo_lancamento_omie codigo_lancamento_integracao codigo_cliente_fornecedor codigo_cliente_fornecedor_integracao data_vencimento
  valor_documento codigo_categoria data_previsao id_conta_corrente numero_documento numero_parcela codigo_tipo_documento
  numero_documento_fiscal numero_pedido chave_nfe observacao data_emissao codigo_vendedor codigo_projeto nsu nCodPedido nCodOS
  cPedidoCliente cNumeroContrato`,
  {
    categorias: tags('codigo_categoria valor percentual'),
    distribuicao: tags('cCodDep cDesDep nValDep nPerDep'),
  },
)
const KEY = tags('codigo_lancamento_omie codigo_lancamento_integracao')
const WRITE_KEY = tags('chave_lancamento codigo_lancamento_integracao')

export const receivablesService: Service = {
  IncluirContaReceber: { type: 'conta_receber_cadastro', tags: TITLE, run: createReceivable },
  AlterarContaReceber: {
    type: 'conta_receber_cadastro',
    tags: TITLE,
    run: (call) => changeReceivable(call, foundReceivable(call.company, call.param)),
  },
  UpsertContaReceber: {
    type: 'conta_receber_cadastro',
    tags: TITLE,
    // Matches by the integration code alone.
    run(call) {
      const code = said(call.param['codigo_lancamento_integracao'])
      const known = [...call.company.receivables.values()].find((one) => code !== '' && one.integrationCode === code)
      return known === undefined ? createReceivable(call) : changeReceivable(call, known)
    },
  },
  ExcluirContaReceber: {
    type: 'conta_receber_cadastro_chave',
    tags: WRITE_KEY,
    run: (call) => deleteReceivable(call, foundReceivable(call.company, call.param)),
  },
  CancelarContaReceber: {
    type: 'conta_receber_cadastro_chave',
    tags: WRITE_KEY,
    run: (call) => cancelReceivable(call, foundReceivable(call.company, call.param)),
  },
  ConsultarContaReceber: {
    type: 'lcrChave',
    tags: KEY,
    run: ({ company, param, now }) => viewReceivable(company, foundReceivable(company, param), now, true),
  },
  ListarContasReceber: {
    type: 'lcrListarRequest',
    tags: tags(
      `pagina registros_por_pagina apenas_importado_api ordenar_por ordem_descrescente filtrar_por_data_de filtrar_por_data_ate
      filtrar_apenas_inclusao filtrar_apenas_alteracao filtrar_por_emissao_de filtrar_por_emissao_ate filtrar_por_registro_de
      filtrar_por_registro_ate filtrar_conta_corrente filtrar_apenas_titulos_em_aberto filtrar_cliente filtrar_por_status
      filtrar_por_cpf_cnpj filtrar_por_projeto filtrar_por_vendedor exibir_obs`,
    ),
    run: ({ company, param, now }) =>
      snakePage(
        param,
        'conta_receber_cadastro',
        searchReceivables(company, param, now, (one) => isChangedWithin(param, one)),
        (one) => viewReceivable(company, one, now, param['exibir_obs'] === 'S'),
      ),
  },
  LancarRecebimento: {
    type: 'conta_receber_lancar_recebimento',
    tags: tags(
      `codigo_lancamento codigo_lancamento_integracao codigo_baixa codigo_baixa_integracao codigo_conta_corrente
      codigo_conta_corrente_integracao valor juros desconto multa data observacao bloqueado conciliar_documento nsu`,
    ),
    run: (call) => receive(call, foundReceivable(call.company, call.param)),
  },
  CancelarRecebimento: {
    type: 'conta_receber_cancelar_recebimento',
    tags: tags('codigo_baixa codigo_baixa_integracao'),
    run: cancelReceipt,
  },
}
