import { fieldsOf } from '@tomada/sdk/emulator'
import { isChangedWithin } from '../changed.ts'
import type { Service } from '../erp.types.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { searchServiceOrders, viewServiceOrder, viewServiceStatus } from './service-order-view.ts'
import {
  changeServiceOrder,
  changeServiceStage,
  createServiceOrder,
  deleteServiceOrder,
  foundServiceOrder,
} from './service-order-writes.ts'

const KEYS = tags('cCodIntOS nCodOS cNumOS')
const ORDER = {
  Cabecalho: tags('cCodIntOS nCodOS cNumOS cCodIntCli nCodCli dDtPrevisao cEtapa nCodVend nQtdeParc cCodParc nCodCtr'),
  InformacoesAdicionais: tags(
    `cCodCateg nCodCC cNumPedido cNumContrato cContato cDadosAdicNF cCodObra cCodART nCodProj cCidPrestServ dDataRps cNumRecibo cUsoConsumo
    nIdDestinatario`,
  ),
  Email: tags('cEnvRecibo cEnvLink cEnvBoleto cEnvPix cEnviarPara cEnvViaUnica'),
  Departamentos: tags('cCodDepto nPerc nValor nValorFixo'),
  ServicosPrestados: tags(
    `nCodServico cCodIntServico cTribServ cCodServMun cCodServLC116 nQtde nValUnit cTpDesconto nValorDesconto nAliqDesconto
    nValorOutrasRetencoes nValorAcrescimos cDescServ cRetemISS cDadosAdicItem cNbs cNaoGerarFinanceiro cCodCategItem nSeqItem nIdItem
    cAcaoItem cReembolso`,
    {
      impostos: tags(
        `nAliqISS nTotDeducao cUtilizaValorImposto nAliqIRRF nValorIRRF cRetemIRRF nAliqPIS nValorPIS cRetemPIS nAliqCOFINS nValorCOFINS
        cRetemCOFINS nAliqCSLL nValorCSLL cRetemCSLL nAliqINSS nValorINSS cRetemINSS nAliqRedBaseINSS nAliqRedBaseCOFINS nAliqRedBasePIS
        lDeduzISS`,
      ),
    },
  ),
  Parcelas: tags('nParcela dDtVenc nValor nPercentual nDias tipo_documento meio_pagamento nsu nao_gerar_boleto'),
  Observacoes: tags('cObsOS'),
}

export const serviceOrdersService: Service = {
  IncluirOS: { type: 'osCadastro', tags: ORDER, run: createServiceOrder },
  AlterarOS: {
    type: 'osCadastro',
    tags: ORDER,
    run: (call) => changeServiceOrder(call, foundServiceOrder(call.company, fieldsOf(call.param['Cabecalho']))),
  },
  ExcluirOS: { type: 'osChave', tags: KEYS, run: (call) => deleteServiceOrder(call, foundServiceOrder(call.company, call.param)) },
  ConsultarOS: {
    type: 'osChave',
    tags: { ...KEYS, cIncluirTarefas: true },
    run: ({ company, param }) => viewServiceOrder(foundServiceOrder(company, param)),
  },
  ListarOS: {
    type: 'osListarRequest',
    tags: tags(
      `pagina registros_por_pagina apenas_importado_api ordenar_por ordem_decrescente ordem_descrescente filtrar_por_data_de
      filtrar_por_data_ate filtrar_apenas_inclusao filtrar_apenas_alteracao filtrar_por_status filtrar_por_etapa filtrar_por_cliente
      filtrar_por_data_previsao_de filtrar_por_data_previsao_ate filtrar_por_data_faturamento_de filtrar_por_data_faturamento_ate
      filtrar_por_data_cancelamento_de filtrar_por_data_cancelamento_ate cExibirDespesas cExibirProdutos cTipoFat`,
    ),
    // Snake, though its records are not.
    run: ({ company, param }) =>
      snakePage(
        param,
        'osCadastro',
        searchServiceOrders(company, param, (one) => isChangedWithin(param, one)),
        viewServiceOrder,
      ),
  },
  StatusOS: {
    type: 'osStatusRequest',
    tags: tags('cCodIntOS nCodOS lPdfDemo lPdfDest lRps lPdfRecibo lMsg'),
    run: ({ company, param }) => viewServiceStatus(company, foundServiceOrder(company, param), param),
  },
  TrocarEtapaOS: {
    type: 'osTrocarEtapaRequest',
    tags: { ...KEYS, cEtapa: true },
    run: (call) => changeServiceStage(call, foundServiceOrder(call.company, call.param)),
  },
}
