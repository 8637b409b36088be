import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { CHANGE_TAGS, infoOf, isChangedWithin, touch } from '../changed.ts'
import type { Body, Call, Company, Product, Service } from '../erp.types.ts'
import { duplicate, invalid, missing } from '../omie-fault.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellProduct } from '../webhooks/events.ts'

const PLAIN = `codigo_produto codigo_produto_integracao codigo descricao unidade ncm ean valor_unitario codigo_familia codInt_familia
  tipoItem peso_liq peso_bruto altura largura profundidade marca modelo dias_garantia dias_crossdocking lead_time descr_detalhada obs_internas
  inativo bloqueado bloquear_exclusao cest estoque_minimo quantidade_estoque`
const RECORD = tags(PLAIN, {
  imagens: tags('url_imagem'),
  videos: tags('url_video'),
  caracteristicas: tags('nCodCaract cCodIntCaract cNomeCaract cConteudo cExibirItemNF cExibirItemPedido cExibirOrdemProd'),
  recomendacoes_fiscais: tags('origem_mercadoria id_preco_tabelado id_cest cupom_fiscal market_place indicador_escala cnpj_fabricante'),
})
const KEYS = tags('codigo_produto codigo_produto_integracao codigo')
const LIST = tags(
  `pagina registros_por_pagina apenas_importado_api filtrar_apenas_omiepdv filtrar_apenas_familia filtrar_apenas_tipo
  filtrar_apenas_descricao filtrar_apenas_marketplace filtrar_apenas_pdv caracteristicas inativo ncm ean ordenar_por ordem_decrescente
  exibir_caracteristicas exibir_tabelas_preco exibir_obs exibir_kit exibir_info_variacoes ${CHANGE_TAGS}`,
  { produtosPorCodigo: KEYS },
)

export const productsService: Service = {
  IncluirProduto: { type: 'produto_servico_cadastro', tags: RECORD, run: (call) => create(call) },
  AlterarProduto: { type: 'produto_servico_cadastro', tags: RECORD, run: (call) => change(call, foundProduct(call.company, call.param)) },
  UpsertProduto: {
    type: 'produto_servico_cadastro',
    tags: RECORD,
    run(call) {
      const code = said(call.param['codigo_produto_integracao'])
      const known = code === '' ? undefined : byText(call.company, 'codigo_produto_integracao', code)
      return known === undefined ? create(call) : change(call, known)
    },
  },
  ExcluirProduto: {
    type: 'produto_servico_cadastro_chave',
    tags: KEYS,
    run(call) {
      const product = foundProduct(call.company, call.param)
      // A product that ever had an adjustment cannot be deleted any more.
      if ([...call.company.adjustments.values()].some(({ productId }) => productId === product.id))
        throw invalid('Produto com movimentação de estoque não pode ser excluído!')
      call.company.products.delete(product.id)
      record(call, 'product.deleted', product)
      tellProduct(call, product, 'Excluido')
      return written(product, 'Produto excluído com sucesso!')
    },
  },
  ConsultarProduto: {
    type: 'produto_servico_cadastro_chave',
    tags: KEYS,
    run: ({ company, param }) => viewProduct(foundProduct(company, param), { exibir_obs: 'S', whole: true }),
  },
  AssociarCodIntProduto: {
    type: 'produto_servico_cadastro_chave',
    tags: KEYS,
    run(call) {
      const product = call.company.products.get(numberOf(call.param['codigo_produto']) ?? 0)
      if (product === undefined) throw missing('Produto não encontrado!')
      const code = said(call.param['codigo_produto_integracao'])
      refuseTaken(call.company, { codigo_produto_integracao: code }, product.id)
      product.body['codigo_produto_integracao'] = code
      touch(product, call.now)
      return written(product, 'Código de integração associado com sucesso!')
    },
  },
  ListarProdutos: {
    type: 'produto_servico_list_request',
    tags: LIST,
    run: ({ company, param }) =>
      snakePage(param, 'produto_servico_cadastro', matching(company, param), (product) => viewProduct(product, param)),
  },
  ListarProdutosResumido: {
    type: 'produto_servico_list_request',
    tags: LIST,
    run: ({ company, param }) =>
      snakePage(param, 'produto_servico_resumido', matching(company, param), ({ id, body }) => ({
        codigo: said(body['codigo']),
        codigo_produto: id,
        codigo_produto_integracao: said(body['codigo_produto_integracao']),
        descricao: said(body['descricao']),
        valor_unitario: numberOf(body['valor_unitario']) ?? 0,
      })),
  },
}

function matching(company: Company, param: Readonly<Body>): Product[] {
  const codes = listOf(param['produtosPorCodigo']).map(fieldsOf)
  // Measured: without both switches fewer records come.
  const isSubset = param['apenas_importado_api'] === undefined || param['filtrar_apenas_omiepdv'] === undefined
  const fits = ({ id, body, ...stamps }: Product) => {
    if (isSubset && !stamps.byApi) return false
    if (param['apenas_importado_api'] === 'S' && !stamps.byApi) return false
    if (codes.length > 0 && !codes.some((code) => isKey({ id, body }, code))) return false
    if (param['inativo'] !== undefined && said(param['inativo']) !== (said(body['inativo']) || 'N')) return false
    if (param['ean'] !== undefined && said(param['ean']) !== said(body['ean'])) return false
    if (param['ncm'] !== undefined && said(param['ncm']) !== said(body['ncm'])) return false
    return fitsDescription(said(param['filtrar_apenas_descricao']), said(body['descricao'])) && isChangedWithin(param, stamps)
  }
  return [...company.products.values()].filter(fits)
}

/** `TEXTO`, `TEXTO%` or `%TEXTO%`. */
function fitsDescription(pattern: string, description: string): boolean {
  if (pattern === '') return true
  const word = pattern.replaceAll('%', '').toUpperCase()
  const text = description.toUpperCase()
  if (pattern.startsWith('%')) return text.includes(word)
  return pattern.endsWith('%') ? text.startsWith(word) : text === word
}

function isKey({ id, body }: Pick<Product, 'id' | 'body'>, key: Readonly<Body>): boolean {
  const wanted = numberOf(key['codigo_produto']) ?? 0
  if (wanted > 0) return wanted === id
  const name = said(key['codigo_produto_integracao']) === '' ? 'codigo' : 'codigo_produto_integracao'
  return said(key[name]) !== '' && said(key[name]) === said(body[name])
}

/** Throws OmieFault 103. */
export function foundProduct(company: Company, key: Readonly<Body>): Product {
  const product = [...company.products.values()].find((one) => isKey(one, key))
  if (product === undefined) throw missing('Produto não encontrado!')
  return product
}

function byText(company: Company, name: string, text: string): Product | undefined {
  return [...company.products.values()].find(({ body }) => said(body[name]) === text)
}

function refuseTaken(company: Company, param: Readonly<Body>, ownId?: number): void {
  for (const [name, label] of [
    ['codigo_produto_integracao', 'Código de Integração'],
    ['codigo', 'Código'],
  ] as const) {
    const text = said(param[name])
    const same = text === '' ? undefined : byText(company, name, text)
    if (same !== undefined && same.id !== ownId)
      throw duplicate(`Produto já cadastrado para o ${label} [${text}] com o nCod [${same.id}] !`)
  }
}

function create(call: Call): Body {
  const { erp, company, param, now } = call
  for (const name of ['codigo_produto_integracao', 'codigo', 'descricao', 'unidade', 'ncm'])
    if (said(param[name]) === '') throw invalid(`O preenchimento da tag [${name}] é obrigatório!`)
  refuseTaken(company, param)
  const product: Product = { id: erp.newId(), body: kept(param), createdAt: now, changedAt: now, byApi: true }
  company.products.set(product.id, product)
  record(call, 'product.saved', product)
  tellProduct(call, product, 'Incluido')
  return written(product, 'Produto cadastrado com sucesso!')
}

function change(call: Call, product: Product): Body {
  refuseTaken(call.company, call.param, product.id)
  Object.assign(product.body, kept(call.param))
  touch(product, call.now)
  record(call, 'product.saved', product)
  tellProduct(call, product, 'Alterado')
  return written(product, 'Produto alterado com sucesso!')
}

function kept(param: Readonly<Body>): Body {
  return Object.fromEntries(Object.entries(param).filter(([name]) => name !== 'codigo_produto'))
}

function record({ erp, company, requestId, param }: Call, kind: string, product: Product): void {
  const key = kind === 'product.saved' ? said(product.body['codigo']) : null
  erp.world.ledger.record({ kind, key, id: String(product.id), account: company.appKey, requestId, details: kept(param) })
}

function written({ id, body }: Product, text: string): Body {
  return {
    codigo_produto: id,
    codigo_produto_integracao: said(body['codigo_produto_integracao']),
    codigo_status: '0',
    descricao_status: text,
  }
}

const TEXTS = 'codigo_produto_integracao codigo descricao unidade ncm ean marca modelo descr_detalhada tipoItem cest'.split(' ')
const NUMBERS = 'valor_unitario peso_liq peso_bruto altura largura profundidade dias_garantia'.split(' ')

export function viewProduct(product: Product, { exibir_obs: notes, whole }: { exibir_obs?: unknown; whole?: boolean }): Body {
  const { id, body } = product
  const images = listOf(body['imagens'])
  return {
    codigo_produto: id,
    ...Object.fromEntries(TEXTS.map((name) => [name, said(body[name])])),
    ...Object.fromEntries(NUMBERS.map((name) => [name, numberOf(body[name]) ?? 0])),
    // Always 0, and deprecated: balances are elsewhere.
    quantidade_estoque: 0,
    estoque_minimo: 0,
    inativo: said(body['inativo']) || 'N',
    bloqueado: said(body['bloqueado']) || 'N',
    importado_api: product.byApi ? 'S' : 'N',
    recomendacoes_fiscais: body['recomendacoes_fiscais'] ?? {},
    videos: null,
    tabelas_preco: null,
    componentes_kit: null,
    // Left out of lists when there are none; an empty list when one record is read.
    ...(images.length > 0 || whole === true ? { imagens: images } : {}),
    ...(notes === 'S' ? { obs_internas: said(body['obs_internas']) } : {}),
    info: infoOf(product),
  }
}
