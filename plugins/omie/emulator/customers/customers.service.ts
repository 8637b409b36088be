import { fieldsOf, listOf, numberOf } from '@tomada/sdk/emulator'
import { CHANGE_TAGS, infoOf, isChangedWithin, touch } from '../changed.ts'
import type { Body, Call, Company, Customer, Service } from '../erp.types.ts'
import { duplicate, invalid, missing } from '../omie-fault.ts'
import { snakePage } from '../paging.ts'
import { tags } from '../tags.ts'
import { digits, maskDocument, said } from '../text.ts'
import { tellCustomer } from '../webhooks/events.ts'

const PLAIN = `codigo_cliente_omie codigo_cliente_integracao razao_social nome_fantasia cnpj_cpf telefone1_ddd telefone1_numero
  telefone2_ddd telefone2_numero fax_ddd fax_numero contato email homepage endereco endereco_numero complemento bairro cep estado cidade
  cidade_ibge codigo_pais pesquisar_cep separar_endereco inscricao_estadual inscricao_municipal inscricao_suframa contribuinte
  optante_simples_nacional produtor_rural tipo_atividade cnae observacao obs_detalhadas exterior inativo bloquear_faturamento
  bloquear_exclusao enviar_anexos valor_limite_credito nif documento_exterior`
const RECORD = tags(PLAIN, {
  tags: tags('tag'),
  recomendacoes: tags('numero_parcelas codigo_vendedor email_fatura gerar_boletos codigo_transportadora tipo_assinante'),
  enderecoEntrega: tags(
    'entRazaoSocial entCnpjCpf entEndereco entNumero entComplemento entBairro entCEP entEstado entCidade entTelefone entIE entSepararEndereco',
  ),
  dadosBancarios: tags('codigo_banco agencia conta_corrente doc_titular nome_titular transf_padrao cChavePix'),
  caracteristicas: tags('campo conteudo'),
})
const KEYS = tags('codigo_cliente_omie codigo_cliente_integracao')
const LIST = tags(
  `pagina registros_por_pagina apenas_importado_api exibir_caracteristicas exibir_obs ordenar_por ordem_decrescente ${CHANGE_TAGS}`,
  {
    clientesFiltro: tags(
      `codigo_cliente_omie codigo_cliente_integracao cnpj_cpf razao_social nome_fantasia endereco bairro cidade estado cep email inativo`,
      { tags: tags('tag') },
    ),
    clientesPorCodigo: KEYS,
  },
)
const WRITE_ONLY = ['pesquisar_cep', 'separar_endereco']

export const customersService: Service = {
  IncluirCliente: { type: 'clientes_cadastro', tags: RECORD, run: (call) => create(call) },
  AlterarCliente: { type: 'clientes_cadastro', tags: RECORD, run: (call) => change(call, found(call.company, call.param)) },
  UpsertCliente: {
    type: 'clientes_cadastro',
    tags: RECORD,
    run(call) {
      const known = byIntegration(call.company, said(call.param['codigo_cliente_integracao']))
      return known === undefined ? create(call) : change(call, known)
    },
  },
  UpsertClienteCpfCnpj: {
    type: 'clientes_cadastro',
    tags: RECORD,
    run(call) {
      const known = byDocument(call.company, call.param['cnpj_cpf'])
      return known === undefined ? create(call) : change(call, known)
    },
  },
  ExcluirCliente: {
    type: 'clientes_cadastro_chave',
    tags: KEYS,
    run(call) {
      const customer = found(call.company, call.param)
      if ([...call.company.orders.values()].some((order) => order.customerId === customer.id))
        throw invalid('Cliente com movimentação não pode ser excluído!')
      call.company.customers.delete(customer.id)
      record(call, 'customer.deleted', customer)
      tellCustomer(call, customer, 'Excluido')
      return written(customer, 'Cliente excluído com sucesso!')
    },
  },
  ConsultarCliente: { type: 'clientes_cadastro_chave', tags: KEYS, run: ({ company, param }) => viewCustomer(found(company, param), true) },
  AssociarCodIntCliente: {
    type: 'clientes_cadastro_chave',
    tags: KEYS,
    run(call) {
      const customer = call.company.customers.get(numberOf(call.param['codigo_cliente_omie']) ?? 0)
      if (customer === undefined) throw missing('Cliente não cadastrado para o Código informado!')
      refuseTaken(call.company, said(call.param['codigo_cliente_integracao']), undefined, customer.id)
      customer.body['codigo_cliente_integracao'] = said(call.param['codigo_cliente_integracao'])
      touch(customer, call.now)
      return written(customer, 'Código de integração associado com sucesso!')
    },
  },
  ListarClientes: {
    type: 'clientes_list_request',
    tags: LIST,
    run: ({ company, param }) =>
      snakePage(param, 'clientes_cadastro', matching(company, param), (customer) => viewCustomer(customer, param['exibir_obs'] === 'S')),
  },
  ListarClientesResumido: {
    type: 'clientes_list_request',
    tags: LIST,
    run: ({ company, param }) =>
      snakePage(param, 'clientes_cadastro_resumido', matching(company, param), ({ id, body }) => ({
        codigo_cliente: id,
        codigo_cliente_integracao: said(body['codigo_cliente_integracao']),
        razao_social: said(body['razao_social']),
        nome_fantasia: said(body['nome_fantasia']),
        cnpj_cpf: maskDocument(body['cnpj_cpf']),
      })),
  },
}

function matching(company: Company, param: Readonly<Body>): Customer[] {
  const filter = fieldsOf(param['clientesFiltro'])
  const codes = listOf(param['clientesPorCodigo']).map(fieldsOf)
  const fits = ({ id, body, ...stamps }: Customer) => {
    if (param['apenas_importado_api'] === 'S' && !stamps.byApi) return false
    if (codes.length > 0 && !codes.some((code) => isKey({ id, body }, code))) return false
    // Measured: the document is compared digit by digit, so a masked one finds nothing.
    const { cnpj_cpf: document, codigo_cliente_omie: byId, tags: _tags, ...texts } = filter
    if (document !== undefined && said(document) !== digits(body['cnpj_cpf'])) return false
    if (byId !== undefined && numberOf(byId) !== id) return false
    const isSame = ([name, text]: [string, unknown]) => said(body[name]).toUpperCase().includes(said(text).toUpperCase())
    return Object.entries(texts).every(isSame) && isChangedWithin(param, stamps)
  }
  return [...company.customers.values()].filter(fits)
}

function isKey({ id, body }: Pick<Customer, 'id' | 'body'>, key: Readonly<Body>): boolean {
  const wanted = numberOf(key['codigo_cliente_omie']) ?? 0
  return wanted > 0 ? wanted === id : isSaid(key['codigo_cliente_integracao'], body['codigo_cliente_integracao'])
}

function isSaid(wanted: unknown, known: unknown): boolean {
  return said(wanted) !== '' && said(wanted) === said(known)
}

/** Throws OmieFault 103. */
export function found(company: Company, key: Readonly<Body>): Customer {
  const customer = [...company.customers.values()].find((one) => isKey(one, key))
  if (customer === undefined) {
    const code = said(key['codigo_cliente_omie']) || said(key['codigo_cliente_integracao'])
    throw missing(`Cliente não cadastrado para o Código [${code}] !`)
  }
  return customer
}

function byIntegration(company: Company, code: string): Customer | undefined {
  return code === '' ? undefined : [...company.customers.values()].find(({ body }) => said(body['codigo_cliente_integracao']) === code)
}

function byDocument(company: Company, document: unknown): Customer | undefined {
  const text = digits(document)
  return text === '' ? undefined : [...company.customers.values()].find(({ body }) => digits(body['cnpj_cpf']) === text)
}

function refuseTaken(company: Company, code: string, document: unknown, ownId?: number): void {
  const sameCode = byIntegration(company, code)
  if (sameCode !== undefined && sameCode.id !== ownId)
    throw duplicate(`Cliente já cadastrado para o Código de Integração [${code}] com o nCod [${sameCode.id}] !`)
  const same = byDocument(company, document)
  if (same !== undefined && same.id !== ownId)
    throw duplicate(`Cliente já cadastrado para o CPF/CNPJ [${maskDocument(document)}] com o Id [${same.id}] !`)
}

function create(call: Call): Body {
  const { erp, company, param, now } = call
  const code = said(param['codigo_cliente_integracao'])
  if (code === '') throw invalid('O preenchimento da tag [codigo_cliente_integracao] é obrigatório!')
  if (said(param['razao_social']) === '') throw invalid('O preenchimento da tag [razao_social] é obrigatório!')
  refuseTaken(company, code, param['cnpj_cpf'])
  const customer: Customer = { id: erp.newId(), body: { ...kept(param) }, createdAt: now, changedAt: now, byApi: true }
  company.customers.set(customer.id, customer)
  record(call, 'customer.saved', customer)
  tellCustomer(call, customer, 'Incluido')
  return written(customer, 'Cliente cadastrado com sucesso!')
}

function change(call: Call, customer: Customer): Body {
  refuseTaken(call.company, said(call.param['codigo_cliente_integracao']), call.param['cnpj_cpf'], customer.id)
  Object.assign(customer.body, kept(call.param))
  touch(customer, call.now)
  record(call, 'customer.saved', customer)
  tellCustomer(call, customer, 'Alterado')
  return written(customer, 'Cliente alterado com sucesso!')
}

function kept(param: Readonly<Body>): Body {
  return Object.fromEntries(Object.entries(param).filter(([name]) => name !== 'codigo_cliente_omie' && !WRITE_ONLY.includes(name)))
}

function record({ erp, company, requestId, param }: Call, kind: string, customer: Customer): void {
  erp.world.ledger.record({
    kind,
    key: kind === 'customer.saved' ? digits(customer.body['cnpj_cpf']) || said(customer.body['codigo_cliente_integracao']) : null,
    id: String(customer.id),
    account: company.appKey,
    requestId,
    details: kept(param),
  })
}

function written({ id, body }: Customer, text: string): Body {
  return {
    codigo_cliente_omie: id,
    codigo_cliente_integracao: said(body['codigo_cliente_integracao']),
    codigo_status: '0',
    descricao_status: text,
  }
}

const TEXTS =
  `codigo_cliente_integracao razao_social nome_fantasia telefone1_ddd telefone1_numero email endereco endereco_numero complemento
  bairro cep estado cidade cidade_ibge inscricao_estadual inscricao_municipal contato`.split(/\s+/)

export function viewCustomer(customer: Customer, showsNotes: boolean): Body {
  const { id, body } = customer
  return {
    codigo_cliente_omie: id,
    ...Object.fromEntries(TEXTS.map((name) => [name, said(body[name])])),
    cnpj_cpf: maskDocument(body['cnpj_cpf']),
    codigo_pais: said(body['codigo_pais']) || '1058',
    pessoa_fisica: digits(body['cnpj_cpf']).length === 11 ? 'S' : 'N',
    exterior: said(body['exterior']) || 'N',
    inativo: said(body['inativo']) || 'N',
    bloquear_faturamento: said(body['bloquear_faturamento']) || 'N',
    tags: body['tags'] ?? [],
    enderecoEntrega: body['enderecoEntrega'] ?? {},
    recomendacoes: body['recomendacoes'] ?? {},
    dadosBancarios: body['dadosBancarios'] ?? {},
    ...(showsNotes ? { observacao: said(body['observacao']) } : {}),
    info: infoOf(customer),
  }
}
