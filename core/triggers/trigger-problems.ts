import type { FlowDefinition, FormTrigger, PollingTrigger, Trigger, WebhookTrigger } from '../../sdk/flow/definition.ts'
import { UntrustedSchemaError } from '../platform/untrusted-schema.ts'
import { compileUntrusted } from '../platform/validate.ts'
import type { FlowProblem } from '../sandbox/sandbox.types.ts'
import { formFields, MAX_FIELDS } from './form-fields.ts'
import { faultProblem } from './schedule-problems.ts'
import { scheduleFault } from './schedule-times.ts'

/** What only the workspace and the installation know about a trigger. */
export interface TriggerFacts {
  nowMs: number
  /** Null when the action is not installed. */
  effectOf(plugin: string, action: string): string | null
  /** Another flow that answers to this slug. */
  slugOwner: string | null
}

/** Everything that keeps a trigger from being published, by field, in both languages. */
export function triggerProblems({ trigger }: Pick<FlowDefinition, 'trigger'>, facts: TriggerFacts): FlowProblem[] {
  switch (trigger.kind) {
    case 'schedule': {
      const fault = scheduleFault(trigger, facts.nowMs)
      if (fault === null) return []
      const { field, message } = faultProblem(fault)
      return [{ stepId: 'trigger', field, severity: 'error', code: fault, message }]
    }
    case 'polling':
      return pollingProblems(trigger, facts)
    case 'form':
      return formProblems(trigger)
    case 'api':
      return apiProblems(trigger, facts)
    case 'webhook':
      return pathProblems(trigger)
    case 'subflow':
      return [...schemaProblems(trigger.input, '/input'), ...schemaProblems(trigger.output, '/output')]
    case 'connector':
    case 'resource':
    case 'manual':
    case 'error':
      return []
    default:
      return trigger satisfies never
  }
}

function pollingProblems({ plugin, action, cursor, cursorField }: PollingTrigger, { effectOf }: TriggerFacts): FlowProblem[] {
  const found: FlowProblem[] = []
  const effect = effectOf(plugin, action)
  if (effect === null) {
    found.push(
      problem(
        '/action',
        'unknown_action',
        `The connector “${plugin}” has no action “${action}”.`,
        `O conector “${plugin}” não tem a ação “${action}”.`,
      ),
    )
  } else if (effect !== 'read') {
    found.push(
      problem('/action', 'polling_effect', 'Only an action that reads can be polled.', 'Só uma ação de leitura pode ser consultada.'),
    )
  }
  if ((cursor === undefined) !== (cursorField === undefined)) {
    found.push(
      problem(
        cursor === undefined ? '/cursor' : '/cursorField',
        'cursor_incomplete',
        'A cursor needs both: where it is in a record, and the input field that takes it.',
        'Um cursor precisa dos dois: onde ele está no registro e o campo de entrada que o recebe.',
      ),
    )
  }
  return found
}

function formProblems({ schema }: FormTrigger): FlowProblem[] {
  const invalid = schemaProblems(schema, '/schema')
  if (invalid.length > 0) return invalid
  const { fields, unsupported } = formFields(schema)
  const found: FlowProblem[] = []
  if (
    typeof schema !== 'object' ||
    schema === null ||
    Array.isArray(schema) ||
    schema['type'] !== 'object' ||
    fields.length + unsupported.length === 0
  ) {
    found.push(
      problem(
        '/schema',
        'form_empty',
        'A form asks for one object with at least one field.',
        'Um formulário pede um objeto com pelo menos um campo.',
      ),
    )
  }
  if (fields.length > MAX_FIELDS) {
    found.push(
      problem('/schema', 'form_too_long', `A form has at most ${MAX_FIELDS} fields.`, `Um formulário tem no máximo ${MAX_FIELDS} campos.`),
    )
  }
  for (const name of unsupported) {
    found.push(
      problem(
        `/schema/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        'form_field_unsupported',
        `“${name}” cannot be asked on a page: use text, number, yes/no, a choice or a list of choices.`,
        `“${name}” não cabe em uma página: use texto, número, sim/não, uma escolha ou uma lista de escolhas.`,
      ),
    )
  }
  return found
}

function apiProblems(trigger: Extract<Trigger, { kind: 'api' }>, { slugOwner }: TriggerFacts): FlowProblem[] {
  const found = schemaProblems(trigger.input, '/input')
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(trigger.slug)) {
    found.push(
      problem(
        '/slug',
        'slug_invalid',
        'The name in the address has lower-case letters, digits and dashes, and starts with a letter.',
        'O nome no endereço tem letras minúsculas, números e hifens, e começa com letra.',
      ),
    )
  } else if (slugOwner !== null) {
    found.push(
      problem(
        '/slug',
        'slug_taken',
        `Another flow is the exposed action “${trigger.slug}” already.`,
        `Outro fluxo já é a ação exposta “${trigger.slug}”.`,
      ),
    )
  }
  return found
}

function pathProblems({ path }: WebhookTrigger): FlowProblem[] {
  if (path === undefined) return []
  const names = path.split('/').filter((part) => part.startsWith(':'))
  const isRight = path
    .split('/')
    .every((part) => /^(:[A-Za-z_][A-Za-z0-9_]{0,63}|[A-Za-z0-9_.-]+)$/.test(part) && part !== '.' && part !== '..')
  if (isRight && new Set(names).size === names.length) return []
  return [
    problem(
      '/path',
      'path_invalid',
      'A path has parts such as “orders/:id”; each :name stands there once.',
      'Um caminho tem partes como “pedidos/:id”; cada :nome aparece uma vez.',
    ),
  ]
}

function schemaProblems(schema: unknown, field: string): FlowProblem[] {
  if (schema === undefined) return []
  try {
    compileUntrusted(schema)
    return []
  } catch (error) {
    const at = error instanceof UntrustedSchemaError ? error.at : ''
    const reason = error instanceof Error ? error.message : String(error)
    return [
      problem(
        `${field}${at}`,
        'schema_invalid',
        `This JSON Schema cannot be used: ${reason}.`,
        `Este JSON Schema não pode ser usado: ${reason}.`,
      ),
    ]
  }
}

function problem(field: string, code: string, en: string, ptBr: string): FlowProblem {
  return { stepId: 'trigger', field, severity: 'error', code, message: { en, 'pt-BR': ptBr } }
}
