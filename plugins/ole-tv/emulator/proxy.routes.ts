import type { EmulatorAnswer, EmulatorRoute } from '@tomada/sdk/emulator'
import { listBlocks, unblockAll } from './contracts/block.routes.ts'
import { cancelContract, listContracts } from './contracts/contract.routes.ts'
import { insertContract } from './contracts/insert-contract.ts'
import { changeCustomer, findByDocument, found, insertCustomer, readDetails } from './customers/customer.routes.ts'
import type { Form } from './form.ts'
import { digitsIn, maskDocument } from './formats.ts'
import { type Partner, planOf } from './partner.ts'
import type { Contract, Customer } from './partner.types.ts'
import { viewPlans } from './plan.routes.ts'
import { type Call, endpoint } from './sign-in.ts'
import { done, refused, TEXTS } from './texts.ts'

/**
 * The seed's flavour: one operator's private PHP files in front of the same provider. Its parameter names are known, its answers are
 * not: here they are the provider's own, passed through.
 */
export function proxyRoutes(partner: Partner): EmulatorRoute[] {
  const file = (name: string, act: (call: Call) => EmulatorAnswer) => endpoint(partner, `/cliente/${name}.php`, act)
  const ofContract = (name: string, act: (contract: Contract, call: Call) => EmulatorAnswer) =>
    file(name, (call) => {
      const contract = partner.contracts.get(Number(call.form.text('idContrato')))
      return contract === undefined ? refused(partner.switches.errorStatus, TEXTS.noContract) : act(contract, call)
    })
  return [
    file('buscar-cliente', ({ form }) => {
      if (form.has('idCliente')) return readDetails(partner, form.text('idCliente'))
      return found(partner, findByDocument(partner, maskDocument(digitsIn(form.text('documento')))))
    }),
    file('cadastrar-cliente', ({ form, request }) => insertCustomer(partner, { request, form: translated(form, null) })),
    file('editar-cliente', ({ form, request }) => {
      const before = partner.customers.get(Number(form.text('idCliente'))) ?? null
      return changeCustomer(partner, { request, form: translated(form, before) }, form.text('idCliente'))
    }),
    file('buscar-contratos', ({ form }) => listContracts(partner, form.text('idCliente'))),
    file('cadastrar-contrato', ({ form, request }) =>
      insertContract(partner, { request, form: renamed(form, { id_cliente: 'idCliente' }) }),
    ),
    ofContract('cancelar-contrato', (contract, call) => cancelContract(partner, contract, call)),
    ofContract('reativar-contrato', (contract, call) => unblockAll(partner, contract, call)),
    file('listar-produtos', () => done({ planos: viewPlans(partner) })),
    ofContract('adicionar-produto', (contract, { form }) => changePlans(partner, contract, form, 'add')),
    ofContract('remover-produto', (contract, { form }) => changePlans(partner, contract, form, 'remove')),
    file('buscarPontosRegistrados', ({ form }) => {
      const contracts = [...partner.contracts.values()].filter((contract) => String(contract.customerId) === form.text('idCliente'))
      return done({
        pontos: contracts.flatMap(({ equipment }) => equipment.map(({ mac }) => ({ marca: 'Olé', modelo: 'BOX', mac, status: 'online' }))),
      })
    }),
    ofContract('buscarBloqueiosContrato', (contract) => listBlocks(partner, contract, 'true')),
  ]
}

const NAMES = {
  cpf_cnpj: 'documento',
  nome: 'nome',
  data_nascimento: 'dataNascimento',
  endereco_cep: 'cep',
  endereco_logradouro: 'endereco',
  endereco_numero: 'numero',
  endereco_bairro: 'bairro',
  endereco_complemento_valor: 'complemento',
  email: 'email',
}

/** The proxy's names as the provider's, with what the provider asks for besides. */
function translated(form: Form, before: Customer | null): Form {
  const named = renamed(form, NAMES)
  const document = digitsIn(form.text('documento')) || (before?.document ?? '')
  const phone = digitsIn(form.text('telefone')).replace(/^55(?=\d{10,11}$)/, '')
  const fixed: Record<string, string> = {
    nome: form.text('nome') || (before?.name ?? ''),
    cpf_cnpj: maskDocument(document),
    tipo_pessoa: document.length === 14 ? 'J' : 'F',
    dia_vencimento: String(before?.dueDay ?? 10),
    endereco_cobranca: 'true',
    ...(phone === '' ? {} : { telefone_ddd: phone.slice(0, 2), telefone_numero: phone.slice(2).replace(/(\d{4})$/, '-$1') }),
    ...(document.length === 14 ? { nome_fantasia: form.text('nome') || (before?.tradeName ?? '') } : {}),
  }
  return {
    text: (name) => fixed[name] ?? named.text(name),
    list: (name) => (fixed[name] === undefined ? named.list(name) : [fixed[name] ?? '']),
    has: (name) => Object.hasOwn(fixed, name) || named.has(name),
  }
}

function renamed(form: Form, names: Readonly<Record<string, string>>): Form {
  const nameOf = (name: string) => (Object.hasOwn(names, name) ? (names[name] ?? name) : name)
  return { text: (name) => form.text(nameOf(name)), list: (name) => form.list(nameOf(name)), has: (name) => form.has(nameOf(name)) }
}

function changePlans(partner: Partner, contract: Contract, form: Form, what: 'add' | 'remove'): EmulatorAnswer {
  const plan = planOf(partner, form.text('idProduto'))
  if (plan === undefined) return refused(partner.switches.errorStatus, { outros: 'Plano inválido!' })
  const others = contract.extraPlanIds.filter((id) => id !== plan.id)
  contract.extraPlanIds = what === 'add' ? [...others, plan.id] : others
  return done({ msg: 'Produto alterado com sucesso!' })
}
