import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { touch } from '../changed.ts'
import type { Body, Call, Customer, Service } from '../erp.types.ts'
import { missing } from '../omie-fault.ts'
import { tags } from '../tags.ts'
import { said } from '../text.ts'
import { tellCustomer } from '../webhooks/events.ts'

const KEYS = tags('nCodCliente cCodIntCliente')
const WITH_TAGS = { ...KEYS, tags: tags('tag') }

/** Tags are what tells a customer from a supplier. */
export const customerTags: Service = {
  IncluirTags: {
    type: 'cTagIncluirRequest',
    tags: WITH_TAGS,
    run: (call) => write(call, (kept) => [...new Set([...kept, ...asked(call.param)])], 'Tags incluídas com sucesso!'),
  },
  ExcluirTags: {
    type: 'cTagExcluirRequest',
    tags: WITH_TAGS,
    run: (call) => write(call, (kept) => kept.filter((tag) => !asked(call.param).includes(tag)), 'Tags excluídas com sucesso!'),
  },
  ExcluirTodas: { type: 'cTagExcluirTodasRequest', tags: KEYS, run: (call) => write(call, () => [], 'Tags excluídas com sucesso!') },
  ListarTags: {
    type: 'cTagListarRequest',
    tags: KEYS,
    run(call) {
      const customer = foundCustomer(call)
      return { ...keysOf(customer), tagsLista: tagsOf(customer).map((tag, index) => ({ tag, nCodTag: index + 1 })) }
    },
  },
}

function write(call: Call, change: (kept: string[]) => string[], text: string): Body {
  const { erp, company, requestId, param, now } = call
  const customer = foundCustomer(call)
  customer.body['tags'] = change(tagsOf(customer)).map((tag) => ({ tag }))
  touch(customer, now)
  const id = String(customer.id)
  erp.world.ledger.record({ kind: 'customer.tagged', key: id, id, account: company.appKey, requestId, details: param })
  tellCustomer(call, customer, 'Alterado')
  return { ...keysOf(customer), cCodStatus: '0', cDesStatus: text }
}

const asked = (param: Readonly<Body>) => listOf(param['tags']).map((one) => said(fieldsOf(one)['tag']))
const tagsOf = ({ body }: Customer) => listOf(body['tags']).map((one) => said(fieldsOf(one)['tag']))
const keysOf = ({ id, body }: Customer) => ({ nCodCliente: id, cCodIntCliente: said(body['codigo_cliente_integracao']) })

/** Throws OmieFault 103. */
function foundCustomer({ company, param }: Call): Customer {
  const [id, code] = [numberOf(param['nCodCliente']) ?? 0, said(param['cCodIntCliente'])]
  const customer = [...company.customers.values()].find((one) =>
    id > 0 ? one.id === id : code !== '' && said(one.body['codigo_cliente_integracao']) === code,
  )
  if (customer === undefined) throw missing(`Cliente não cadastrado para o Código [${id > 0 ? id : code}] !`)
  return customer
}
