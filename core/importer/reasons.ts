/** Why something was not taken over as it is, in both languages. Codes are part of the API; `{name}` is filled from params. */
export const REASONS = {
  // ── approximated ──
  code_adapter: {
    en: 'The code runs behind an adapter that offers $input, $json, items and $(…); what it changes in an item is a copy.',
    'pt-BR': 'O código roda atrás de um adaptador que oferece $input, $json, items e $(…); o que ele muda em um item é uma cópia.',
  },
  several_wires: {
    en: 'n8n runs this node once per wire into it; here it runs once, with the items of all wires.',
    'pt-BR': 'O n8n roda este nó uma vez por fio que chega; aqui ele roda uma vez, com os itens de todos os fios.',
  },
  credentials: {
    en: 'Credentials are never imported: choose the account in the step.',
    'pt-BR': 'Credenciais nunca são importadas: escolha a conta na etapa.',
  },
  error_text: {
    en: 'After an error the item holds our message in place of the one of n8n.',
    'pt-BR': 'Depois de um erro, o item traz a nossa mensagem no lugar da mensagem do n8n.',
  },
  error_policy: {
    en: '“Continue on error” is not taken over for this kind of node: an error ends the run.',
    'pt-BR': '“Continuar em caso de erro” não é mantido para este tipo de nó: um erro encerra a execução.',
  },
  option_left_out: {
    en: 'The option “{option}” has no equivalent and was left out.',
    'pt-BR': 'A opção “{option}” não tem equivalente e ficou de fora.',
  },
  version_newer: {
    en: 'Version {version} of this node is newer than the ones known here (up to {known}); it was read like those.',
    'pt-BR': 'A versão {version} deste nó é mais nova que as conhecidas aqui (até {known}); ele foi lido como elas.',
  },
  trigger_fields: {
    en: 'What starts the flow has other fields here than in n8n: {fields}.',
    'pt-BR': 'O que inicia o fluxo tem outros campos aqui do que no n8n: {fields}.',
  },
  schedule_first: {
    en: 'Only the first of several times was taken over: {left} more are left out.',
    'pt-BR': 'Só o primeiro de vários horários foi mantido: outros {left} ficaram de fora.',
  },
  schedule_near: {
    en: 'The schedule became “{cron}”, which is not exactly the same.',
    'pt-BR': 'O agendamento virou “{cron}”, que não é exatamente igual.',
  },
  manual_beside: {
    en: 'A flow has one trigger, and can always be started by hand as well.',
    'pt-BR': 'Um fluxo tem um só gatilho, e sempre pode ser iniciado à mão também.',
  },
  webhook_secret: {
    en: 'The caller is checked by a token in the header “{header}”; the secret is this flow’s own.',
    'pt-BR': 'Quem chama é verificado por um token no cabeçalho “{header}”; o segredo é o deste fluxo.',
  },
  choose_flow: {
    en: 'Choose the flow to run: the workflow {id} is not part of this import.',
    'pt-BR': 'Escolha o fluxo a executar: o workflow {id} não faz parte desta importação.',
  },
  loop_resets: {
    en: 'A loop inside a loop starts anew each time; in n8n it needs the option Reset for that.',
    'pt-BR': 'Um laço dentro de outro começa de novo a cada vez; no n8n isso exige a opção Reset.',
  },
  loop_exit: {
    en: 'Nodes of a loop are reached from outside of it as well; they run inside the loop only.',
    'pt-BR': 'Nós do laço também são alcançados de fora dele; eles rodam só dentro do laço.',
  },
  disabled_passes: {
    en: 'It was switched off: the step is disabled and its items go past it.',
    'pt-BR': 'Estava desligado: a etapa fica desativada e os itens passam por ela.',
  },
  pinned_sample: {
    en: 'Its pinned data became the sample of the trigger; a run uses what it is started with.',
    'pt-BR': 'Os dados fixados viraram o exemplo do gatilho; uma execução usa o que recebe ao iniciar.',
  },
  pinned_left: {
    en: 'The data pinned to “{node}” is for tests and was left out.',
    'pt-BR': 'Os dados fixados em “{node}” servem para testes e ficaram de fora.',
  },
  table_rows: {
    en: 'Rows of a table are kept by key here; ids and times of n8n’s data table do not exist.',
    'pt-BR': 'As linhas de uma tabela são guardadas por chave aqui; ids e horários da tabela do n8n não existem.',
  },
  needs_fixing: { en: 'To be fixed in the editor: {problem}', 'pt-BR': 'A corrigir no editor: {problem}' },
  never_error: {
    en: 'A status from 400 on is an error here; the item then holds the error.',
    'pt-BR': 'Um status a partir de 400 é um erro aqui; o item então traz o erro.',
  },
  full_response: { en: 'The status text of the answer does not exist here.', 'pt-BR': 'O texto do status da resposta não existe aqui.' },
  date_zone: {
    en: 'n8n reads a date without a timezone as UTC in some operations; here it always is in the timezone of the workflow.',
    'pt-BR': 'O n8n lê uma data sem fuso como UTC em algumas operações; aqui ela é sempre do fuso do workflow.',
  },
  random_order: {
    en: 'n8n sorts by chance here; the order of the items stays as it is.',
    'pt-BR': 'O n8n embaralha aqui; a ordem dos itens fica como está.',
  },
  answer_last: {
    en: 'A response step was added that answers with the first item of “{node}”.',
    'pt-BR': 'Foi acrescentada uma etapa de resposta com o primeiro item de “{node}”.',
  },
  // ── missing ──
  type_unknown: { en: 'There is no step for nodes of the type {type}.', 'pt-BR': 'Não há etapa para nós do tipo {type}.' },
  operation_unknown: { en: 'Its operation “{operation}” has no equivalent.', 'pt-BR': 'A operação “{operation}” não tem equivalente.' },
  expression_unreadable: { en: 'An expression cannot be read: {source}', 'pt-BR': 'Uma expressão não pôde ser lida: {source}' },
  name_unknown: { en: 'An expression uses {name}, which does not exist here.', 'pt-BR': 'Uma expressão usa {name}, que não existe aqui.' },
  method_unknown: {
    en: 'An expression calls .{name}(), which does not exist here.',
    'pt-BR': 'Uma expressão chama .{name}(), que não existe aqui.',
  },
  node_unknown: {
    en: 'It refers to the node “{name}”, which does not exist or does not run before it.',
    'pt-BR': 'Refere-se ao nó “{name}”, que não existe ou não roda antes dele.',
  },
  node_in_loop: {
    en: 'It refers to the node “{name}” inside a loop that is over.',
    'pt-BR': 'Refere-se ao nó “{name}” dentro de um laço que já terminou.',
  },
  pairing_lost: {
    en: 'It refers to the item of “{name}” that belongs to its own, but “{between}” changes which items there are. Use .first() or pass the value on.',
    'pt-BR':
      'Refere-se ao item de “{name}” que corresponde ao seu, mas “{between}” muda quais itens existem. Use .first() ou leve o valor adiante.',
  },
  code_language: {
    en: 'The code is in {language}; code steps are JavaScript or TypeScript.',
    'pt-BR': 'O código está em {language}; etapas de código são JavaScript ou TypeScript.',
  },
  code_uses: { en: 'The code uses {what}, which code steps do not have.', 'pt-BR': 'O código usa {what}, que etapas de código não têm.' },
  code_unreadable: { en: 'The code cannot be read: {reason}', 'pt-BR': 'O código não pôde ser lido: {reason}' },
  wire_back: {
    en: 'A wire leads back to it from “{from}”; loops other than Loop Over Items are not taken over.',
    'pt-BR': 'Um fio volta a ele vindo de “{from}”; laços que não sejam Loop Over Items não são mantidos.',
  },
  loop_open: { en: 'The loop has no wire back to it.', 'pt-BR': 'O laço não tem fio de volta.' },
  not_reached: { en: 'No trigger leads to it; the step is disabled.', 'pt-BR': 'Nenhum gatilho leva a ele; a etapa fica desativada.' },
  second_trigger: {
    en: 'A flow has one trigger, and “{trigger}” was taken.',
    'pt-BR': 'Um fluxo tem um só gatilho, e foi usado “{trigger}”.',
  },
  other_wires: {
    en: 'Wires of the kind “{kind}” (models, tools, memory) are not taken over.',
    'pt-BR': 'Fios do tipo “{kind}” (modelos, ferramentas, memória) não são mantidos.',
  },
  // ── of the workflow ──
  webhook_address: {
    en: 'The webhook has a new address: give it to whoever calls it.',
    'pt-BR': 'O webhook tem um endereço novo: informe-o a quem o chama.',
  },
  no_trigger: {
    en: 'The workflow has no trigger: the flow is started by hand.',
    'pt-BR': 'O workflow não tem gatilho: o fluxo é iniciado à mão.',
  },
  timezone_assumed: {
    en: 'The workflow names no timezone: {timezone} is assumed.',
    'pt-BR': 'O workflow não diz o fuso horário: foi adotado {timezone}.',
  },
  error_workflow: {
    en: 'Choose the error flow in the settings: it is not part of the import.',
    'pt-BR': 'Escolha o fluxo de erro nas configurações: ele não faz parte da importação.',
  },
} as const satisfies Record<string, { en: string; 'pt-BR': string }>

export type ReasonCode = keyof typeof REASONS
export type ReasonParams = Readonly<Record<string, string | number>>

export interface Reason {
  code: ReasonCode
  text: { en: string; 'pt-BR': string }
}

/** `params` values may be texts in both languages. Long ones are cut. */
export function reason(code: ReasonCode, params: Readonly<Record<string, string | number | { en: string; 'pt-BR': string }>> = {}): Reason {
  const fill = (text: string, language: 'en' | 'pt-BR'): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined
      if (value === undefined) return whole
      return String(typeof value === 'object' ? value[language] : value).slice(0, 300)
    })
  return { code, text: { en: fill(REASONS[code].en, 'en'), 'pt-BR': fill(REASONS[code]['pt-BR'], 'pt-BR') } }
}

/** A node that no step can stand for. Thrown while it is converted; the node becomes a placeholder with this reason. */
export class NotConvertible extends Error {
  readonly reason: Reason
  constructor(code: ReasonCode, params: ReasonParams = {}) {
    super(code)
    this.reason = reason(code, params)
  }
}
