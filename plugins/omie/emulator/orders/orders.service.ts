import { fieldsOf, numberOf } from '@tomada/sdk/emulator'
import { CHANGE_TAGS, touch } from '../changed.ts'
import { dateOf, readDate, timeOf } from '../dates.ts'
import type { Body, Company, Order, Service, StageEntry } from '../erp.types.ts'
import { invoiceOf, listNfe } from '../invoices/invoice-view.ts'
import { invalid } from '../omie-fault.ts'
import { hungarianPage, snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellOrder } from '../webhooks/events.ts'
import { foundOrder, searchOrders } from './order-search.ts'
import { paddedNumber, totalOf, viewOrder, withoutEmpty } from './order-view.ts'
import { changeInvoiced, changeOrder, changeStage, createOrder, deleteOrder, record, written } from './order-writes.ts'

const KEYS = tags('codigo_pedido codigo_pedido_integracao numero_pedido')
const ORDER = {
  cabecalho: tags(
    `codigo_pedido codigo_pedido_integracao numero_pedido sequencial codigo_cliente codigo_cliente_integracao data_previsao etapa
    codigo_parcela qtde_parcelas quantidade_itens origem_pedido codigo_cenario_impostos bloqueado tipo_desconto_pedido perc_desconto_pedido
    valor_desconto_pedido encerrado enc_motivo nao_gerar_boleto`,
  ),
  det: {
    ide: tags('codigo_item codigo_item_integracao simples_nacional acao_item id_ordem_producao'),
    produto: tags(
      `codigo_produto codigo_produto_integracao codigo descricao cfop ncm ean unidade quantidade valor_unitario codigo_tabela_preco
      tipo_desconto percentual_desconto valor_desconto valor_deducao`,
    ),
    inf_adic: tags(
      `peso_liquido peso_bruto codigo_local_estoque codigo_categoria_item dados_adicionais_item nao_movimentar_estoque nao_gerar_financeiro
      nao_somar_total numero_pedido_compra item_pedido_compra`,
    ),
    observacao: tags('obs_item'),
  },
  frete: tags(
    `modalidade codigo_transportadora quantidade_volumes especie_volumes peso_liquido peso_bruto valor_frete valor_seguro
    outras_despesas previsao_entrega codigo_rastreio link_rastreio codigo_tipo_entrega`,
  ),
  informacoes_adicionais: tags(
    `codigo_categoria codigo_conta_corrente consumidor_final enviar_email utilizar_emails numero_pedido_cliente numero_contrato contato
    dados_adicionais_nf codVend codProj meio_pagamento tipo_documento nsu`,
  ),
  lista_parcelas: { parcela: tags('numero_parcela valor percentual data_vencimento quantidade_dias meio_pagamento') },
  observacoes: tags('obs_venda'),
  departamentos: tags('cCodDepto nPerc nValor nValorFixo'),
}

export const ordersService: Service = {
  IncluirPedido: { type: 'pedido_venda_produto', tags: ORDER, run: (call) => createOrder(call) },
  AlterarPedidoVenda: {
    type: 'pedido_venda_produto',
    tags: ORDER,
    run: (call) => changeOrder(call, foundOrder(call.company, fieldsOf(call.param['cabecalho']))),
  },
  ConsultarPedido: {
    type: 'pvpConsultarRequest',
    tags: KEYS,
    // An object here, a list in ListarPedidos.
    run: ({ company, param }) => ({ pedido_venda_produto: withoutEmpty(viewOrder(company, foundOrder(company, param), false)) }),
  },
  ListarPedidos: {
    type: 'pvpListarRequest',
    tags: tags(
      `pagina registros_por_pagina etapa filtrar_por_cliente filtrar_por_vendedor filtrar_por_projeto numero_pedido_de numero_pedido_ate
      data_previsao_de data_previsao_ate data_faturamento_de data_faturamento_ate data_cancelamento_de data_cancelamento_ate status_pedido
      apenas_resumo ordenar_por apenas_importado_api data_emissao_de data_emissao_ate ordem_descrescente ${CHANGE_TAGS}`,
    ),
    run: ({ company, param, now }) =>
      snakePage(param, 'pedido_venda_produto', searchOrders(company, param, now), (order) =>
        viewOrder(company, order, param['apenas_resumo'] === 'S'),
      ),
  },
  ExcluirPedido: { type: 'pvpExcluirRequest', tags: KEYS, run: (call) => deleteOrder(call, foundOrder(call.company, call.param)) },
  TrocarEtapaPedido: {
    type: 'pvpTrocarEtapaRequest',
    tags: { ...KEYS, etapa: true },
    run: (call) => changeStage(call, foundOrder(call.company, call.param)),
  },
  AlterarPedFaturado: {
    type: 'pvpAlterarFaturadoRequest',
    tags: { ...KEYS, ...tags('codigo_rastreio link_rastreio previsao_entrega obs_venda') },
    run: (call) => changeInvoiced(call, foundOrder(call.company, call.param)),
  },
  StatusPedido: { type: 'pvpStatusRequest', tags: KEYS, run: ({ company, param }) => statusOf(company, foundOrder(company, param)) },
  DevolverPedido: {
    type: 'pvpDevolverRequest',
    tags: KEYS,
    run(call) {
      const order = foundOrder(call.company, call.param)
      if (order.outcome !== 'authorised') throw invalid('Somente pedidos faturados podem ser devolvidos!')
      order.returnedAt = call.now
      touch(order, call.now)
      record(call, 'order.returned', order)
      tellOrder(call, order, 'Devolvida')
      return { cCodStatus: '0', cDesStatus: 'Pedido devolvido com sucesso!', nIdDevolucao: call.erp.newId() }
    },
  },
}

export const orderStagesService: Service = {
  ListarEtapasPedido: {
    type: 'ListarEtapasPedidoRequest',
    tags: tags('nPagina nRegPorPagina cOrdenarPor cOrdemDecrescente dDtInicial dDtFinal cHrInicial cHrFinal nCodPed cCodIntPed cEtapa'),
    run: ({ company, param }) => hungarianPage(param, 'etapasPedido', stageEntries(company, param), (row) => viewStage(company, row)),
  },
}

interface StageRow {
  order: Order
  entry: StageEntry
}

function stageEntries(company: Company, param: Readonly<Body>): StageRow[] {
  const from = readDate(param['dDtInicial'], param['cHrInicial']) ?? 0
  const end = readDate(param['dDtFinal'], param['cHrFinal'] ?? '23:59:59') ?? Number.POSITIVE_INFINITY
  const [id, code, stage] = [numberOf(param['nCodPed']), said(param['cCodIntPed']), said(param['cEtapa'])]
  return [...company.orders.values()]
    .filter((order) => (id === undefined || order.id === id) && (code === '' || order.integrationCode === code))
    .flatMap((order) => order.stages.map((entry) => ({ order, entry })))
    .filter(({ entry }) => entry.at >= from && entry.at <= end + 999 && (stage === '' || entry.stage === stage))
    .toSorted((one, other) => one.entry.at - other.entry.at)
}

function viewStage(company: Company, { order, entry }: StageRow): Body {
  const invoice = invoiceOf(company, order)
  return {
    nCodPed: order.id,
    cCodIntPed: order.integrationCode,
    cNumero: paddedNumber(order),
    cEtapa: entry.stage,
    dDtEtapa: dateOf(entry.at),
    cHrEtapa: timeOf(entry.at),
    cUsEtapa: 'WEBSERVICE',
    faturamento: {
      cFaturado: order.invoicedAt === null ? 'N' : 'S',
      dDtFat: order.invoicedAt === null ? '' : dateOf(order.invoicedAt),
      cHrFat: order.invoicedAt === null ? '' : timeOf(order.invoicedAt),
      cAutorizado: order.outcome === 'authorised' ? 'S' : 'N',
      cDenegado: order.outcome === 'denied' ? 'S' : 'N',
      cAmbiente: 'H',
      cChaveNFE: order.outcome === 'authorised' ? (invoice?.key ?? '') : '',
      cNumNFE: invoice === undefined ? '' : String(invoice.number),
      cSerieNFE: invoice === undefined ? '' : '001',
    },
    cancelamento: { cCancelado: order.cancelledAt === null ? 'N' : 'S' },
    devolucao: { cDevolvido: order.returnedAt === null ? 'N' : 'S' },
  }
}

function statusOf(company: Company, order: Order): Body {
  const { descricao_status: _text, codigo_status: _code, ...keys } = written(order, '')
  return {
    ...keys,
    etapa: order.stage,
    cancelada: order.cancelledAt === null ? 'N' : 'S',
    faturada: order.invoicedAt === null ? 'N' : 'S',
    ambiente: 'H',
    valor_total_pedido: totalOf(order),
    ListaNfe: listNfe(company, order),
  }
}
