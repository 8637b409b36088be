import { numberOf } from '@tomada/sdk/emulator'
import { readDate } from '../dates.ts'
import type { Adjustment, Body, Call, Company, Product, Service } from '../erp.types.ts'
import { invalid, missing, OmieFault } from '../omie-fault.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellStock } from '../webhooks/events.ts'
import { balanceOf, locationIdOf, move } from './balances.ts'

const REASONS: Readonly<Record<string, readonly string[]>> = {
  ENT: ['INV', 'OPE', 'PDV', 'INI'],
  SAI: ['INV', 'PER', 'OPS', 'PDV'],
  SLD: ['INV', 'INI', 'CMC', 'PDV'],
  TRF: ['TPQ', 'TRF'],
}

export const stockAdjustments: Service = {
  IncluirAjusteEstoque: {
    type: 'estoque_ajuste_incluir_request',
    tags: tags(`codigo_local_estoque id_prod cod_int cod_int_ajuste data tipo quan valor obs origem motivo codigo_local_estoque_destino`, {
      lote_validade: tags('cNumLote nQtdLote'),
    }),
    run: (call) => adjust(call),
  },
  ExcluirAjusteEstoque: {
    type: 'estoque_ajuste_excluir_request',
    tags: tags('id_ajuste'),
    run({ company, param }) {
      const id = numberOf(param['id_ajuste']) ?? 0
      if (!company.adjustments.delete(id)) throw missing('Ajuste de estoque não cadastrado!')
      return { codigo_status: '0', descricao_status: 'Ajuste de estoque excluído com sucesso!', id_ajuste: id }
    },
  },
  ListarAjusteEstoque: {
    type: 'estoque_ajuste_listar_request',
    tags: tags(
      `pagina registros_por_pagina ordenar_por cod_int_ajuste codigo_local_estoque id_prod tipo origem motivo data_movimento_de
      data_movimento_ate`,
    ),
    run: ({ company, param }) => {
      const fits = (one: Adjustment) =>
        ['cod_int_ajuste', 'id_prod', 'tipo', 'motivo'].every(
          (name) => param[name] === undefined || said(param[name]) === said(name === 'id_prod' ? one.productId : one.body[name]),
        )
      return snakePage(param, 'ajuste_estoque_lista', [...company.adjustments.values()].filter(fits), (one) => ({
        ...one.body,
        id_ajuste: one.id,
        id_movest: one.movementId,
        id_prod: one.productId,
      }))
    },
  },
  AlterarEstoqueMinimo: {
    type: 'estoque_minimo_request',
    tags: tags('codigo_local_estoque id_prod cod_int quan_min'),
    run(call) {
      const { company, param } = call
      const product = productOf(company, param)
      balanceOf(company, product.id, locationIdOf(company, param['codigo_local_estoque'])).minimum = numberOf(param['quan_min']) ?? 0
      record(call, 'stock.minimum', String(product.id), null)
      return { codigo_status: '0', descricao_status: 'Estoque mínimo alterado com sucesso!' }
    },
  },
}

function productOf(company: Company, param: Readonly<Body>): Product {
  const id = numberOf(param['id_prod']) ?? 0
  const product = [...company.products.values()].find((one) =>
    id > 0 ? one.id === id : said(param['cod_int']) !== '' && said(one.body['codigo_produto_integracao']) === said(param['cod_int']),
  )
  if (product === undefined) throw missing('Produto não encontrado!')
  return product
}

function adjust(call: Call): Body {
  const { erp, company, param } = call
  const product = productOf(company, param)
  const locationId = locationIdOf(company, param['codigo_local_estoque'])
  const quantity = checked(param)
  const key = said(param['cod_int_ajuste'])
  const same = key === '' ? undefined : [...company.adjustments.values()].find((one) => one.key === key)
  if (same !== undefined) {
    throw new OmieFault(
      'SOAP-ENV:Client-102',
      `ERROR: Já existe um ajuste de estoque para o código de integração [${key}] com o ID [${same.id}] para o produto [${same.productId}] !`,
    )
  }
  const id = erp.newId()
  const where = { productId: product.id, locationId, origin: 'AJU', adjustmentId: id }
  const movementId = move(call, { ...where, quantity: changeOf(param, quantity, balanceOf(company, product.id, locationId).quantity) })
  if (param['tipo'] === 'TRF') {
    move(call, { ...where, locationId: locationIdOf(company, param['codigo_local_estoque_destino']), quantity })
  }
  if ((numberOf(param['valor']) ?? 0) > 0) balanceOf(company, product.id, locationId).cost = numberOf(param['valor']) ?? 0
  company.adjustments.set(id, { id, movementId, key, productId: product.id, body: { ...param } })
  const isBalance = param['tipo'] === 'SLD'
  // A balance that is set again is the same effect again; a movement is another one.
  record(call, isBalance ? 'stock.set' : 'stock.adjusted', isBalance ? `${product.id}/${locationId}` : String(id), key === '' ? null : key)
  tellStock(call, product, locationId)
  return { codigo_status: '0', descricao_status: 'Ajuste de estoque incluído com sucesso!', id_movest: movementId, id_ajuste: id }
}

/** The quantity. Throws OmieFault for a date, kind or reason that does not fit. */
function checked(param: Readonly<Body>): number {
  const type = said(param['tipo'])
  const reasons = Object.hasOwn(REASONS, type) ? REASONS[type] : undefined
  if (reasons === undefined) throw invalid(`Tipo [${type}] inválido! Valores aceitos: ${Object.keys(REASONS).join(', ')}`)
  const reason = said(param['motivo'])
  if (!reasons.includes(reason)) throw invalid(`Motivo [${reason}] inválido para o tipo [${type}]! Valores aceitos: ${reasons.join(', ')}`)
  if (readDate(param['data']) === null) throw new OmieFault('SOAP-ENV:Client-104', 'ERROR: O ano informado deve ser maior que 1900!')
  const quantity = numberOf(param['quan'])
  for (const name of ['valor', 'obs', 'origem'])
    if (param[name] === undefined) throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  if (quantity === undefined) throw invalid('O preenchimento da tag [quan] é obrigatório!')
  return quantity
}

function changeOf({ tipo: type }: Readonly<Body>, quantity: number, balance: number): number {
  if (type === 'SLD') return quantity - balance
  return type === 'ENT' ? quantity : -quantity
}

function record({ erp, company, param, requestId }: Call, kind: string, id: string, key: string | null): void {
  erp.world.ledger.record({ kind, key, id: key === null ? id : key, account: company.appKey, requestId, details: param })
}
