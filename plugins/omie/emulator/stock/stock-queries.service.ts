import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { dateOf, readDate } from '../dates.ts'
import type { Balance, Body, Call, Company, Movement, Product, Service } from '../erp.types.ts'
import { invalid, missing } from '../omie-fault.ts'
import { hungarianPage, snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { balanceOf, locationIdOf, pendingOf } from './balances.ts'

const ALL_SHOWN_PAGE = 50

export const stockQueries: Service = {
  PosicaoEstoque: {
    type: 'posicao_estoque_request',
    tags: tags('id_prod cod_int data codigo_local_estoque apenas_saldo'),
    run({ company, param }) {
      if (readDate(param['data']) === null) throw invalid('O preenchimento da tag [data] é obrigatório!')
      const product = productBy(company, param['id_prod'], param['cod_int'])
      const balance = balanceOf(company, product.id, locationIdOf(company, param['codigo_local_estoque']))
      const pending = pendingOf(company, balance.productId, balance.locationId)
      return {
        codigo_status: '0',
        descricao_status: 'Posição do estoque obtida com sucesso!',
        saldo: balance.quantity,
        cmc: balance.cost,
        pendente: pending,
        estoque_minimo: balance.minimum,
        codigo_local_estoque: balance.locationId,
        reservado: pending,
        fisico: balance.quantity,
      }
    },
  },
  ListarPosEstoque: {
    type: 'ListarEstPosRequest',
    tags: tags(
      'nPagina nRegPorPagina dDataPosicao cExibeTodos cExibeApenasPDV cExibeApenasMarketplace codigo_local_estoque lista_local_estoque cTipoItem',
      { lista_produtos: tags('nCodProd cCodInt cCodigo') },
    ),
    run: ({ company, param, now }) => ({
      ...hungarianPage(
        param,
        'produtos',
        positions(company, param),
        (row) => viewPosition(company, row),
        param['cExibeTodos'] === 'S' ? ALL_SHOWN_PAGE : undefined,
      ),
      dDataPosicao: said(param['dDataPosicao']) || dateOf(now),
    }),
  },
  MovimentoEstoque: {
    type: 'movimento_estoque_request',
    tags: tags('id_prod cod_int dataInicial dataFinal codigo_local_estoque tipo_movimento'),
    run({ company, param }) {
      const product = productBy(company, param['id_prod'], param['cod_int'])
      const rows = movements(company, { productId: product.id, from: param['dataInicial'], until: param['dataFinal'] })
      return { movProduto: rows.map((row) => viewMovement(company, row)) }
    },
  },
  ListarMovimentoEstoque: {
    type: 'ListarMovEstRequest',
    tags: tags('nPagina nRegPorPagina idProd cCodInt dDtInicial dDtFinal codigo_local_estoque lista_local_estoque'),
    run({ company, param }) {
      const productId = numberOf(param['idProd'])
      const rows = movements(company, { productId, from: param['dDtInicial'], until: param['dDtFinal'] })
      return hungarianPage(param, 'movProdutoListar', rows, (row) => viewMovement(company, row))
    },
  },
  ListarSaldoPendente: {
    type: 'ListarSaldoPendenteRequest',
    tags: tags('pagina registros_por_pagina codigo_local_estoque lista_local_estoque id_prod tipo'),
    run({ company, param }) {
      const locationId = locationIdOf(company, param['codigo_local_estoque'])
      const wanted = numberOf(param['id_prod'])
      const rows = [...company.products.keys()]
        .filter((id) => wanted === undefined || id === wanted)
        .map((id) => ({ id, quantity: pendingOf(company, id, locationId) }))
        .filter(({ quantity }) => quantity > 0)
      return snakePage(param, 'saldo_pendente_lista', rows, ({ id, quantity }) => ({
        codigo_local_estoque: locationId,
        id_prod: id,
        qtde_saida: quantity,
        qtde_entrada: 0,
      }))
    },
  },
}

export const stockSummary: Service = {
  ObterEstoqueProduto: {
    type: 'estoque_resumo_request',
    tags: tags('nIdProduto cCodigo cEAN xCodigo dDia cExibirImagens'),
    run: (call) => summary(call),
  },
}

export const stockLocations: Service = {
  ListarLocaisEstoque: {
    type: 'local_estoque_listar_request',
    tags: tags('nPagina nRegPorPagina'),
    run: ({ company, param }) =>
      hungarianPage(param, 'locaisEncontrados', company.locations, ({ id, code, name, isDefault }) => ({
        codigo_local_estoque: id,
        codigo: code,
        descricao: name,
        tipo: '1',
        padrao: isDefault ? 'S' : 'N',
        inativo: 'N',
        codigo_cliente: 0,
        dispOrdemProducao: 'S',
        dispConsumoOP: 'S',
        dispRemessa: 'S',
        dispVenda: 'S',
      })),
  },
}

function productBy(company: Company, id: unknown, integration: unknown): Product {
  const byId = numberOf(id) ?? 0
  const product = [...company.products.values()].find((one) =>
    byId > 0 ? one.id === byId : said(integration) !== '' && said(one.body['codigo_produto_integracao']) === said(integration),
  )
  if (product === undefined) throw missing('Produto não encontrado!')
  return product
}

/** One row for each product and place. What never moved is hidden unless `cExibeTodos` asks for it. */
function positions(company: Company, param: Readonly<Body>): Balance[] {
  const listed = said(param['lista_local_estoque'])
  const places =
    listed === 'TODOS'
      ? company.locations.map(({ id }) => id)
      : listed === ''
        ? [locationIdOf(company, param['codigo_local_estoque'])]
        : listed.split(',').map((id) => locationIdOf(company, id))
  const wanted = listOf(param['lista_produtos']).map(fieldsOf)
  const fits = ({ id, body }: Product) =>
    wanted.length === 0 ||
    wanted.some(
      (one) =>
        numberOf(one['nCodProd']) === id ||
        (said(one['cCodigo']) !== '' && said(one['cCodigo']) === said(body['codigo'])) ||
        (said(one['cCodInt']) !== '' && said(one['cCodInt']) === said(body['codigo_produto_integracao'])),
    )
  return [...company.products.values()]
    .filter(fits)
    .flatMap(({ id }) => places.map((place) => balanceOf(company, id, place)))
    .filter(({ hasMoved }) => hasMoved || param['cExibeTodos'] === 'S')
}

function viewPosition(company: Company, balance: Balance): Body {
  const product = company.products.get(balance.productId)
  const pending = pendingOf(company, balance.productId, balance.locationId)
  return {
    nCodProd: balance.productId,
    cCodInt: said(product?.body['codigo_produto_integracao']),
    cCodigo: said(product?.body['codigo']),
    cDescricao: said(product?.body['descricao']),
    nPrecoUnitario: numberOf(product?.body['valor_unitario']) ?? 0,
    // Measured: what is pending is not taken off.
    nSaldo: balance.quantity,
    nCMC: balance.cost,
    nPendente: pending,
    estoque_minimo: balance.minimum,
    codigo_local_estoque: balance.locationId,
    reservado: pending,
    fisico: balance.quantity,
  }
}

function movements(company: Company, filter: { productId: number | undefined; from: unknown; until: unknown }): Movement[] {
  const from = readDate(filter.from)
  const until = readDate(filter.until)
  if (from === null || until === null) throw invalid('O preenchimento das datas inicial e final é obrigatório!')
  return company.movements.filter(
    (one) => (filter.productId === undefined || one.productId === filter.productId) && one.at >= from && one.at < until + 86_400_000,
  )
}

function viewMovement(company: Company, movement: Movement): Body {
  return {
    idMov: movement.id,
    dtMov: dateOf(movement.at),
    dtEmissao: dateOf(movement.at),
    codOrigem: movement.origin,
    idAjuste: movement.adjustmentId ?? 0,
    idPedido: movement.orderId ?? 0,
    codigo_local_estoque: movement.locationId,
    idProd: movement.productId,
    tipo: movement.quantity < 0 ? 'saida' : 'entrada',
    descricao: said(company.products.get(movement.productId)?.body['descricao']),
    qtde: Math.abs(movement.quantity),
    saldo: movement.balance,
  }
}

function summary({ company, param, now }: Call): Body {
  const { nIdProduto: id, cCodigo: code, cEAN: ean, xCodigo: any } = param
  const matching = [...company.products.values()].filter(
    (one) =>
      numberOf(id) === one.id ||
      (said(code) !== '' && said(one.body['codigo']) === said(code)) ||
      (said(ean) !== '' && said(one.body['ean']) === said(ean)) ||
      (said(any) !== '' && [one.body['codigo'], one.body['ean']].some((text) => said(text) === said(any))),
  )
  const [product, ...others] = matching
  if (product === undefined) throw missing('Produto não encontrado!')
  if (others.length > 0) return { listaProduto: matching.map((one) => ({ nIdProduto: one.id, cCodigo: said(one.body['codigo']) })) }
  return {
    nIdProduto: product.id,
    cCodigo: said(product.body['codigo']),
    cDescricao: said(product.body['descricao']),
    cEAN: said(product.body['ean']),
    dDia: said(param['dDia']) || dateOf(now),
    listaEstoque: company.locations.map(({ id: place, name }) => {
      const balance = balanceOf(company, product.id, place)
      const pending = pendingOf(company, product.id, place)
      return {
        nIdlocal: place,
        cDescricaoLocal: name,
        nFisico: balance.quantity,
        nReservado: pending,
        nPrevisaoSaida: pending,
        nPrevisaoEntrada: 0,
        nDisponivel: Math.round((balance.quantity - pending) * 10_000) / 10_000,
        nCMC: balance.cost,
        nPrecoUnitario: numberOf(product.body['valor_unitario']) ?? 0,
        nEstoqueMinimo: balance.minimum,
      }
    }),
  }
}
