/** Every problem a flow can have at save, in both languages. `{name}` is filled from params. Codes are part of the API. */
export const PROBLEMS = {
  name_invalid: {
    en: '"{name}" cannot be a step name: use letters, digits and _, and do not start with a digit.',
    'pt-BR': '"{name}" não pode ser nome de etapa: use letras, números e _, sem começar por número.',
  },
  name_taken: { en: 'Another step is already called "{name}".', 'pt-BR': 'Já existe outra etapa chamada "{name}".' },
  edge_unknown_step: { en: 'A connection leads to a step that does not exist.', 'pt-BR': 'Uma ligação leva a uma etapa que não existe.' },
  edge_crosses_lanes: {
    en: 'A connection may only join two steps of the same lane.',
    'pt-BR': 'Uma ligação só pode unir duas etapas do mesmo caminho.',
  },
  edge_self: { en: 'A step cannot be connected to itself.', 'pt-BR': 'Uma etapa não pode ser ligada a ela mesma.' },
  cycle: { en: 'This step waits for itself: remove the circle.', 'pt-BR': 'Esta etapa espera por ela mesma: desfaça o círculo.' },
  parent_unknown: { en: 'The step sits in a container that does not exist.', 'pt-BR': 'A etapa está em um contêiner que não existe.' },
  parent_cycle: { en: 'The step sits inside itself.', 'pt-BR': 'A etapa está dentro dela mesma.' },
  lane_unknown: { en: '"{container}" has no lane "{lane}".', 'pt-BR': '"{container}" não tem o caminho "{lane}".' },
  respond_without_webhook: {
    en: 'A response needs a webhook trigger that waits for the flow.',
    'pt-BR': 'Uma resposta precisa de um gatilho webhook que espere pelo fluxo.',
  },
  too_many_steps: { en: 'A flow may have {max} steps at most.', 'pt-BR': 'Um fluxo pode ter no máximo {max} etapas.' },
  no_steps: { en: 'The flow has no steps yet.', 'pt-BR': 'O fluxo ainda não tem etapas.' },
  plugin_unknown: { en: 'The connector "{plugin}" is not installed.', 'pt-BR': 'O conector "{plugin}" não está instalado.' },
  action_unknown: { en: '"{plugin}" has no action "{action}".', 'pt-BR': '"{plugin}" não tem a ação "{action}".' },
  trigger_unknown: { en: '"{plugin}" has no trigger "{trigger}".', 'pt-BR': '"{plugin}" não tem o gatilho "{trigger}".' },
  connection_missing: { en: 'Choose a connection.', 'pt-BR': 'Escolha uma conexão.' },
  connection_unknown: { en: 'This connection no longer exists.', 'pt-BR': 'Esta conexão não existe mais.' },
  field_empty: { en: 'Fill in {field}.', 'pt-BR': 'Preencha {field}.' },
  table_name_invalid: {
    en: 'A table name has lower-case letters, digits, _ and -, and starts with a letter.',
    'pt-BR': 'O nome da tabela tem letras minúsculas, números, _ e -, e começa com letra.',
  },
  flow_missing: { en: 'Choose a flow.', 'pt-BR': 'Escolha um fluxo.' },
  flow_unknown: { en: 'This flow no longer exists.', 'pt-BR': 'Este fluxo não existe mais.' },
  lane_taken: { en: 'Two lanes are called "{lane}".', 'pt-BR': 'Dois caminhos se chamam "{lane}".' },
  template_too_large: { en: 'The text is larger than 64 KB.', 'pt-BR': 'O texto passa de 64 KB.' },
  template_too_deep: { en: 'The value is nested too deep.', 'pt-BR': 'O valor tem níveis demais.' },
  code_too_large: { en: 'The code is larger than 256 KB.', 'pt-BR': 'O código passa de 256 KB.' },
  code_empty: { en: 'Write the code of this step.', 'pt-BR': 'Escreva o código desta etapa.' },
  code_syntax: {
    en: 'The code cannot be read: {reason} (line {line}).',
    'pt-BR': 'Não foi possível ler o código: {reason} (linha {line}).',
  },
  code_breaks_out: {
    en: 'The code closes its own function: check the braces.',
    'pt-BR': 'O código fecha a própria função: confira as chaves.',
  },
  code_import_unknown: {
    en: '"{library}" cannot be imported: code steps may import {allowed}.',
    'pt-BR': '"{library}" não pode ser importado: etapas de código podem importar {allowed}.',
  },
  code_import_name: { en: '"{library}" has no "{name}".', 'pt-BR': '"{library}" não tem "{name}".' },
  code_import_form: {
    en: 'Imports stand at the top of the code and name what they take: import { name } from "library".',
    'pt-BR': 'Importações ficam no começo do código e dizem o que trazem: import { nome } from "biblioteca".',
  },
  code_not_allowed: { en: '{what} cannot be used in a code step.', 'pt-BR': '{what} não pode ser usado em uma etapa de código.' },
  key_empty: { en: 'Write the expression that tells the runs apart.', 'pt-BR': 'Escreva a expressão que diferencia as execuções.' },
  key_not_one: { en: 'The key must be one expression.', 'pt-BR': 'A chave deve ser uma única expressão.' },
  condition_empty: { en: 'Write the condition.', 'pt-BR': 'Escreva a condição.' },
  condition_not_one: { en: 'The condition must be one expression.', 'pt-BR': 'A condição deve ser uma única expressão.' },
  expression_empty: { en: 'There is nothing between the braces.', 'pt-BR': 'Não há nada entre as chaves.' },
  expression_not_closed: { en: 'An expression is not closed: }} is missing.', 'pt-BR': 'Uma expressão não foi fechada: falta }}.' },
  expression_trailing: {
    en: 'Only one expression may stand here: "{rest}" is too much.',
    'pt-BR': 'Só cabe uma expressão aqui: "{rest}" sobra.',
  },
  expression_syntax: { en: 'The expression cannot be read: {reason}.', 'pt-BR': 'Não foi possível ler a expressão: {reason}.' },
  expression_too_deep: { en: 'The expression is nested too deep.', 'pt-BR': 'A expressão tem níveis demais.' },
  expression_not_allowed: { en: '{what} cannot be used in an expression.', 'pt-BR': '{what} não pode ser usado em uma expressão.' },
  unknown_name: { en: 'Nothing is called "{name}" here.', 'pt-BR': 'Não existe "{name}" aqui.' },
  reserved_name: { en: '"{name}" is taken: choose another name.', 'pt-BR': '"{name}" já tem outro sentido: escolha outro nome.' },
  steps_dynamic: {
    en: 'Name the step: steps.<name>. It cannot be computed.',
    'pt-BR': 'Diga o nome da etapa: steps.<nome>. Ele não pode ser calculado.',
  },
  step_unknown: { en: 'There is no step "{name}".', 'pt-BR': 'Não existe a etapa "{name}".' },
  step_not_before: { en: '"{name}" does not run before this step.', 'pt-BR': '"{name}" não roda antes desta etapa.' },
  step_may_not_run: {
    en: '"{name}" may not have run: write steps.{name}?. to allow it.',
    'pt-BR': '"{name}" pode não ter rodado: escreva steps.{name}?. para permitir.',
  },
  step_in_loop: {
    en: '"{name}" runs inside the loop "{loop}": use what the loop collects, steps.{loop}.results.',
    'pt-BR': '"{name}" roda dentro do laço "{loop}": use o que o laço reúne, steps.{loop}.results.',
  },
  step_without_links: {
    en: '"{name}" has no links: only steps outside of loops that wait for a call or a person do.',
    'pt-BR': '"{name}" não tem links: só etapas fora de repetições que esperam uma chamada ou uma pessoa têm.',
  },
  item_outside_loop: { en: '"{name}" exists inside a loop only.', 'pt-BR': '"{name}" só existe dentro de um laço.' },
  figure_name_invalid: {
    en: '"{name}" cannot be the name of a figure: use letters, digits and _, and each name once.',
    'pt-BR': '"{name}" não pode ser nome de um número: use letras, números e _, e cada nome uma vez.',
  },
  items_missing: { en: 'Say which list.', 'pt-BR': 'Diga qual lista.' },
  script_refused: { en: 'The flow cannot be compiled: {reason}.', 'pt-BR': 'Não foi possível compilar o fluxo: {reason}.' },
} as const satisfies Record<string, { en: string; 'pt-BR': string }>

export type ProblemCode = keyof typeof PROBLEMS

export interface FlowProblem {
  /** Step id, or `trigger`, or `flow`. */
  stepId: string
  /** JSON Pointer into the step, for example `/input/total`. */
  field: string
  severity: 'error' | 'warning'
  code: string
  message: { en: string; 'pt-BR': string }
}

export function problemText(code: ProblemCode, params: Record<string, string | number> = {}): { en: string; 'pt-BR': string } {
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole))
  return { en: fill(PROBLEMS[code].en), 'pt-BR': fill(PROBLEMS[code]['pt-BR']) }
}
