import { at, type HandlerContext, type Json, PermanentError, parseExact } from '@tomada/sdk'

/** What the provider can do: its own address, and the file of the seed's proxy; null: the proxy cannot. */
const OPERATIONS = {
  plans: ['/planos', 'listar-produtos'],
  models: ['/equipamentos', null],
  customers: ['/clientes/listar', null],
  customerByDocument: ['/clientes/buscacpfcnpj/:documento', 'buscar-cliente'],
  customer: ['/clientes/buscadados/:idCliente', 'buscar-cliente'],
  insertCustomer: ['/clientes/inserir', 'cadastrar-cliente'],
  changeCustomer: ['/clientes/alterar/:idCliente', 'editar-cliente'],
  contracts: ['/contratos/listar/:idCliente', 'buscar-contratos'],
  insertContract: ['/contratos/inserir', 'cadastrar-contrato'],
  cancelContract: ['/contratos/cancelar/:idContrato', 'cancelar-contrato'],
  blocks: ['/contratos/listarbloqueios/:idContrato/true', 'buscarBloqueiosContrato'],
  blockContract: ['/contratos/bloqueio/:idContrato', null],
  unblockContract: ['/contratos/desbloqueio/:idContrato/:idBloqueio', 'reativar-contrato'],
  changeUser: ['/contratos/alterarusuario/:idContrato', null],
  points: ['/contratos/pontosregistrados/:idContrato', null],
  replaceEquipment: ['/contratos/mac/:idContrato/:idEquipamento', null],
  sendDocument: ['/contratos/enviardocumentacao/:idCliente/:idContrato', null],
  terms: ['/contratos/termo/:idContrato', null],
  invoicesOfCustomer: ['/boletos/listar/:idCliente', null],
  invoicesByDocument: ['/boletos/buscacpfcnpj/:documento', null],
  invoicesByStatus: ['/boletos/buscacpfcnpj/:documento/:status', null],
  invoicesOfContract: ['/boletos/buscacontrato/:idContrato', null],
  invoicePdf: ['/boletos/visualizar/:idBoleto', null],
  settleInvoice: ['/boletos/baixa/:idBoleto', null],
} as const satisfies Readonly<Record<string, readonly [string, string | null]>>

export type Operation = keyof typeof OPERATIONS

/** Whatever is asked by POST and changes nothing: one that fails leaves no doubt. */
const READS: ReadonlySet<Operation> = new Set<Operation>([
  'plans',
  'models',
  'customers',
  'customerByDocument',
  'customer',
  'contracts',
  'blocks',
  'points',
  'terms',
  'invoicesOfCustomer',
  'invoicesByDocument',
  'invoicesByStatus',
  'invoicesOfContract',
  'invoicePdf',
])

export interface Asked {
  /** Of the path; the proxy takes them in the form. */
  ids?: Readonly<Record<string, string>>
  /** The form. Lists are sent as `name[0]`, `name[1]`. */
  form?: Readonly<Record<string, string | readonly string[]>>
}

/** Whether the connection speaks to the seed's proxy instead of the provider's own API. */
export function isProxy(ctx: HandlerContext): boolean {
  return serverOf(ctx).endsWith('/cliente')
}

/**
 * One call: POST with a form, also for reads; the host adds `keyapi`, `login` and `pass`. Failures come with status 200 and are
 * classified by the manifest. Gives the answer's JSON, null for an answer that the manifest calls empty.
 */
export async function ask(ctx: HandlerContext, operation: Operation, { ids = {}, form = {} }: Asked = {}): Promise<Json> {
  const [path, file] = OPERATIONS[operation]
  const server = serverOf(ctx)
  const fields = Object.fromEntries(Object.entries(form).flatMap(pairsOf))
  const reads = READS.has(operation)
  if (!isProxy(ctx)) {
    const url = server + path.replace(/:([A-Za-z]+)/g, (_all, name: string) => encodeURIComponent(ids[name] ?? ''))
    return send(ctx, { url, form: fields, reads })
  }
  if (file === null) throw new PermanentError('O servidor escolhido (proxy) não oferece esta operação')
  return send(ctx, { url: `${server}/${file}.php`, form: { ...ids, ...fields }, reads })
}

async function send(
  ctx: HandlerContext,
  { url, form, reads }: { url: string; form: Record<string, string>; reads: boolean },
): Promise<Json> {
  const answer = await ctx.http({ method: 'POST', url, body: { form }, reads })
  return parseExact(answer.text)
}

function pairsOf([name, value]: [string, string | readonly string[]]): Array<[string, string]> {
  return typeof value === 'string' ? [[name, value]] : value.map((one, index): [string, string] => [`${name}[${index}]`, one])
}

/** Exactly one slash between base and path. */
function serverOf({ settings }: HandlerContext): string {
  const { server } = settings
  return typeof server === 'string' ? server.replace(/\/+$/, '') : ''
}

/**
 * The list of an answer. A missing one means that there is none, but only when the answer holds nothing else: an answer in a new shape
 * may hold the rows elsewhere, and taking it for empty would make them twice.
 */
export function rowsOf(answer: Json, name: string): Json[] {
  if (answer === null) return []
  const rows = at(answer, name)
  if (Array.isArray(rows)) return rows
  const others =
    typeof answer === 'object' && !Array.isArray(answer) ? Object.keys(answer).filter((key) => key !== 'retorno_status') : ['?']
  if (rows === null && others.every((key) => key === name)) return []
  throw new Error(`Olé answered without ${name}`)
}

/** Whether a call was refused because of what it asked for, and not because of the line: the provider's word is in the message. */
export function isRefused(error: unknown, code: 'conflict' | 'not_found'): boolean {
  return typeof error === 'object' && error !== null && 'tomadaError' in error && codeOf(error.tomadaError) === code
}

function codeOf(fault: unknown): unknown {
  return typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : null
}
