import { type EmulatorAnswer, type EmulatorRequest, type Fields, fieldsOf, json, listOf, textOf } from '@tomada/sdk/emulator'
import { type Erp, newId } from '../erp.ts'
import type { Company, Product } from '../erp.types.ts'
import { emptyBody, type FieldFault, validationFailure } from '../errors.ts'
import { reservationsChanged } from '../stock/balances.ts'
import { tellProduct } from '../webhooks/events.ts'

const NAME_CHARS = 120

export function createProduct(erp: Erp, request: EmulatorRequest, company: Company): EmulatorAnswer {
  const body = fieldsOf(request.json)
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkProduct(body)
  if (refusal) return refusal
  const product = addProduct(erp, company, body, null)
  const saved = listOf(body['variacoes']).map((variation) => {
    const child = addProduct(erp, company, { ...body, variacoes: undefined, formato: 'S', ...fieldsOf(variation) }, product.id)
    return { id: child.id, nomeVariacao: textOf(fieldsOf(child.body['variacao'])['nome']) ?? '', codigo: child.body['codigo'] ?? '' }
  })
  record(erp, 'product.created', product, { request, company })
  return json(201, { data: { id: product.id, variations: { saved, updated: [], deleted: [] }, warnings: [] } })
}

/** PUT replaces everything: what is not sent is gone. */
export function replaceProduct(erp: Erp, product: Product, request: EmulatorRequest, company: Company): EmulatorAnswer {
  return write(erp, product, fieldsOf(request.json), { kind: 'product.replaced', request, company })
}

/** PATCH changes only what it names; Bling offers it for products and nothing else. */
export function patchProduct(erp: Erp, product: Product, request: EmulatorRequest, company: Company): EmulatorAnswer {
  if (Object.keys(fieldsOf(request.json)).length === 0) return emptyBody()
  return write(erp, product, { ...product.body, ...fieldsOf(request.json) }, { kind: 'product.patched', request, company })
}

function write(erp: Erp, product: Product, body: Fields, by: { kind: string; request: EmulatorRequest; company: Company }): EmulatorAnswer {
  if (Object.keys(body).length === 0) return emptyBody()
  const refusal = checkProduct(body)
  if (refusal) return refusal
  product.body = body
  reservationsChanged(by.company)
  product.updatedAt = erp.world.clock.now()
  record(erp, by.kind, product, by)
  tellProduct(erp, by.company, product, 'updated')
  return json(200, { data: { id: product.id, variations: { saved: [], updated: [], deleted: [] }, warnings: [] } })
}

/** Stock is not part of a product's body: it is born without any. */
function addProduct(erp: Erp, company: Company, body: Fields, parentId: number | null): Product {
  const now = erp.world.clock.now()
  const product: Product = { id: newId(erp), parentId, body, createdAt: now, updatedAt: now, stock: new Map() }
  company.products.set(product.id, product)
  reservationsChanged(company)
  tellProduct(erp, company, product, 'created')
  return product
}

function checkProduct(body: Fields): EmulatorAnswer | null {
  const faults: FieldFault[] = []
  const fault = (code: number, msg: string, element: string) => faults.push({ code, msg, element, namespace: 'PRODUTOS' })
  const name = textOf(body['nome'])
  if (name === undefined) fault(1, 'O nome do produto deve ser informado', 'nome')
  else if (name.length > NAME_CHARS) fault(2, `O nome do produto deve ter até ${NAME_CHARS} caracteres`, 'nome')
  if (!['P', 'S', 'N'].includes(textOf(body['tipo']) ?? '')) fault(3, 'O tipo do produto é inválido', 'tipo')
  if (!['A', 'I', 'E'].includes(textOf(body['situacao']) ?? '')) fault(4, 'A situação do produto é inválida', 'situacao')
  if (!['S', 'V', 'E'].includes(textOf(body['formato']) ?? '')) fault(5, 'O formato do produto é inválido', 'formato')
  if (faults.length === 0) return null
  return validationFailure(
    'Não foi possível salvar o produto',
    'O produto não pode ser salvo, pois ocorreram problemas em sua validação.',
    faults,
  )
}

function record(erp: Erp, kind: string, product: Product, by: { request: EmulatorRequest; company: Company }): void {
  erp.world.ledger.record({
    kind,
    key: textOf(product.body['codigo']) ?? null,
    id: String(product.id),
    account: by.company.id,
    requestId: by.request.id,
    details: { nome: product.body['nome'] },
  })
}
