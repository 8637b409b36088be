import { fieldsOf, isFields } from '@tomada/sdk/emulator'
import type { Erp } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { virtualBalance } from '../stock/balances.ts'

/** A row of the list: no category, images or taxes, that takes a read by id. */
export function viewProductRow(company: Company, product: Product): Record<string, unknown> {
  const { body } = product
  return {
    id: product.id,
    ...(product.parentId === null ? {} : { idProdutoPai: product.parentId }),
    nome: body['nome'],
    codigo: body['codigo'] ?? '',
    preco: body['preco'] ?? 0,
    precoCusto: body['precoCusto'] ?? 0,
    estoque: { saldoVirtualTotal: virtualBalance(company, product) },
    tipo: body['tipo'],
    situacao: body['situacao'],
    formato: body['formato'],
    descricaoCurta: body['descricaoCurta'] ?? '',
    imagemURL: body['imagemURL'] ?? '',
  }
}

export function viewProduct(erp: Erp, company: Company, product: Product): Record<string, unknown> {
  const { body } = product
  const children = [...company.products.values()].filter((known) => known.parentId === product.id)
  const { idProdutoPai: _parent, ...row } = viewProductRow(company, product)
  const variation = fieldsOf(body['variacao'])
  return {
    marca: '',
    unidade: '',
    gtin: '',
    ...body,
    ...row,
    ...(product.parentId === null ? {} : { variacao: { ordem: 1, ...variation, produtoPai: { id: product.parentId, cloneInfo: false } } }),
    estoque: { minimo: 0, maximo: 0, crossdocking: 0, ...fieldsOf(body['estoque']), saldoVirtualTotal: virtualBalance(company, product) },
    ...viewStructure(erp, body['estrutura']),
    variacoes: children.map((child, index) => ({
      ...viewProductRow(company, child),
      variacao: { ordem: index + 1, ...fieldsOf(child.body['variacao']), produtoPai: { id: product.id, cloneInfo: false } },
    })),
  }
}

/** Real answers carry empty texts here that the specification does not allow. */
function viewStructure(erp: Erp, structure: unknown): Record<string, unknown> {
  if (isFields(structure)) return { estrutura: structure }
  return erp.app.sendsValuesOutsideEnums ? { estrutura: { tipoEstoque: '', lancamentoEstoque: '', componentes: [] } } : {}
}
