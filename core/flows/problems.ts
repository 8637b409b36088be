import type { FlowDefinition, ResourceTrigger } from '../../sdk/flow/definition.ts'
import type { CompiledFlow, FlowProblem } from '../sandbox/sandbox.types.ts'
import type { ConnectorCatalogue, DraftSandbox } from './flows.types.ts'

export interface CheckedFlow {
  compiled: CompiledFlow | null
  problems: FlowProblem[]
}

/**
 * Everything wrong with a definition: graph rules and expressions (judged by the sandbox), then what only the workspace
 * knows, such as connectors that are not installed and connections that are missing or belong to another connector.
 */
export async function checkFlow(
  definition: FlowDefinition,
  sandbox: DraftSandbox,
  catalogue: ConnectorCatalogue,
  connections: Map<string, { plugin: string; name: string }>,
  beside: readonly FlowProblem[],
): Promise<CheckedFlow> {
  const { compiled, problems } = await sandbox.compileFlow(definition)
  const all = [...problems, ...beside, ...triggerProblems(definition, catalogue, connections)]
  for (const [stepId, step] of Object.entries(definition.steps)) {
    if (step.kind !== 'action') continue
    const action = catalogue.action(step.plugin, step.action)
    if (action === null) {
      all.push(
        problem(
          stepId,
          '/action',
          'unknown_action',
          `The connector “${step.plugin}” has no action “${step.action}”.`,
          `O conector “${step.plugin}” não tem a ação “${step.action}”.`,
        ),
      )
    } else all.push(...outcomeProblems(stepId, step.outcomes ?? [], action.outcomes))
    if (step.disabled !== true && (action?.needsConnection !== false || step.connectionId !== ''))
      all.push(...connectionProblems(stepId, step.plugin, step.connectionId, connections))
  }
  return { compiled: all.some((found) => found.severity === 'error') ? null : compiled, problems: all }
}

/** The step's copy of what its action declares may be older than the connector. */
function outcomeProblems(stepId: string, copied: readonly string[], declared: readonly string[]): FlowProblem[] {
  const unknown = copied.filter((name) => !declared.includes(name))
  const missing = declared.filter((name) => !copied.includes(name))
  return [
    ...unknown.map((name) =>
      problem(
        stepId,
        '/outcomes',
        'outcome_unknown',
        `The action has no outcome “${name}” any more.`,
        `A ação não tem mais o resultado “${name}”.`,
      ),
    ),
    ...missing.map(
      (name): FlowProblem => ({
        ...problem(
          stepId,
          '/outcomes',
          'outcome_missing',
          `The action has the outcome “${name}”, which this step has no lane for.`,
          `A ação tem o resultado “${name}”, e esta etapa não tem um caminho para ele.`,
        ),
        severity: 'warning',
      }),
    ),
  ]
}

function triggerProblems(
  definition: FlowDefinition,
  catalogue: ConnectorCatalogue,
  connections: Map<string, { plugin: string }>,
): FlowProblem[] {
  const { trigger } = definition
  if (trigger.kind === 'polling') return connectionProblems('trigger', trigger.plugin, trigger.connectionId, connections)
  if (trigger.kind === 'resource') return resourceProblems(trigger, catalogue, connections)
  if (trigger.kind !== 'connector') return []
  const found: FlowProblem[] = []
  if (catalogue.trigger(trigger.plugin, trigger.trigger) === null) {
    found.push(
      problem(
        'trigger',
        '/trigger',
        'unknown_trigger',
        `The connector “${trigger.plugin}” has no trigger “${trigger.trigger}”.`,
        `O conector “${trigger.plugin}” não tem o gatilho “${trigger.trigger}”.`,
      ),
    )
  }
  return [...found, ...connectionProblems('trigger', trigger.plugin, trigger.connectionId, connections)]
}

function resourceProblems(
  { plugin, resource, connectionId }: ResourceTrigger,
  catalogue: ConnectorCatalogue,
  connections: Map<string, { plugin: string }>,
): FlowProblem[] {
  const found: FlowProblem[] = []
  if (catalogue.resource(plugin, resource) === null) {
    found.push(
      problem(
        'trigger',
        '/resource',
        'unknown_resource',
        `The connector “${plugin}” has no records “${resource}”.`,
        `O conector “${plugin}” não tem os registros “${resource}”.`,
      ),
    )
  }
  return [...found, ...connectionProblems('trigger', plugin, connectionId, connections)]
}

function connectionProblems(
  stepId: string,
  plugin: string,
  connectionId: string,
  connections: Map<string, { plugin: string }>,
): FlowProblem[] {
  if (connectionId === '')
    return [problem(stepId, '/connectionId', 'connection_missing', 'Choose the account to use.', 'Escolha a conta a usar.')]
  const connection = connections.get(connectionId)
  if (connection === undefined)
    return [
      problem(stepId, '/connectionId', 'connection_unknown', 'This account is no longer connected.', 'Esta conta não está mais conectada.'),
    ]
  if (connection.plugin !== plugin)
    return [
      problem(
        stepId,
        '/connectionId',
        'connection_of_other_connector',
        'This account belongs to another connector.',
        'Esta conta é de outro conector.',
      ),
    ]
  return []
}

function problem(stepId: string, field: string, code: string, en: string, ptBr: string): FlowProblem {
  return { stepId, field, severity: 'error', code, message: { en, 'pt-BR': ptBr } }
}
