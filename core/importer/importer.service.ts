import definitionFile from '../../sdk/flow/definition.schema.json' with { type: 'json' }
import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { FlowCaller } from '../flows/drafts.service.ts'
import type { FlowsService } from '../flows/flows.service.ts'
import { AppError } from '../platform/errors.ts'
import { compile } from '../platform/validate.ts'
import type { WorkflowReport } from './conversion.types.ts'
import { convertWorkflow } from './convert-workflow.ts'
import type { N8nWorkflow } from './n8n.types.ts'
import { readPicked } from './parameters.ts'
import { EXPORT_FAULTS, readExport, UnreadableExport } from './read-export.ts'

export interface ImporterDeps {
  flows: Pick<FlowsService, 'create'>
  /** The workspace's, for workflows that name none. */
  timezoneOf(tenantId: string): Promise<string>
}

export interface ImportRequest {
  text: string
  preview?: boolean
  folder?: string
}

export type ImportedReport = WorkflowReport & { flowId: string | null }

const { $id: _id, $schema: _schema, ...schema } = definitionFile

/** Stands for the flow of a workflow that is imported together, as long as nothing is created. */
const NOT_YET = 'flw_preview'

/** Workflows of n8n as drafts of flows, with a report of every node. */
export function createImporter({ flows, timezoneOf }: ImporterDeps) {
  const definitions = compile<FlowDefinition>(schema)

  return {
    /** Throws `workflow_unreadable` for a file that is none, naming the node. A preview creates nothing. */
    async importN8n(
      caller: FlowCaller,
      { text, preview = false, folder }: ImportRequest,
      locale: 'pt-BR' | 'en',
    ): Promise<ImportedReport[]> {
      const workflows = readWorkflows(text, locale)
      const timezone = await timezoneOf(caller.tenantId)
      const created = new Map<string, string>()
      const together = new Set(workflows.map(({ id }) => id).filter((id) => id !== ''))
      const convert = (workflow: N8nWorkflow) =>
        convertWorkflow(workflow, { timezone, flowIdOf: (id) => created.get(id) ?? (preview && together.has(id) ? NOT_YET : '') })
      // All are tried before the first is created.
      for (const workflow of workflows) checkShape(definitions, workflow.name, convert(workflow).definition)
      const reports = new Map<N8nWorkflow, ImportedReport>()
      for (const workflow of calledFirst(workflows)) {
        const { name, definition, report } = convert(workflow)
        const flow = preview ? null : await flows.create(caller, { name, definition, ...(folder === undefined ? {} : { folder }) })
        if (flow !== null && workflow.id !== '') created.set(workflow.id, flow.id)
        reports.set(workflow, { ...report, flowId: flow?.id ?? null })
      }
      return workflows.flatMap((workflow) => reports.get(workflow) ?? [])
    },
  }
}

export type ImporterService = ReturnType<typeof createImporter>

function readWorkflows(text: string, locale: 'pt-BR' | 'en'): N8nWorkflow[] {
  try {
    return readExport(text)
  } catch (error) {
    if (!(error instanceof UnreadableExport)) throw error
    const reason = EXPORT_FAULTS[error.code][locale].replace('{where}', () => error.where)
    throw new AppError('workflow_unreadable', { params: { reason }, errors: [{ field: '/text', reason }] })
  }
}

/** A text too long for a field, a flow too large: said here, not when somebody opens the draft. */
function checkShape(definitions: ReturnType<typeof compile<FlowDefinition>>, name: string, definition: FlowDefinition): void {
  const [fault] = definitions.validate(definition)
  if (fault === undefined) return
  const [, , stepId = ''] = fault.field.split('/')
  const step = Object.hasOwn(definition.steps, stepId) ? definition.steps[stepId]?.title : undefined
  const where = `“${step ?? name}”${fault.field}: ${fault.reason}`
  throw new AppError('workflow_unreadable', { params: { reason: where }, errors: [{ field: '/text', reason: where }] })
}

/** Workflows that others run come first, so that these can name their flows. Circles keep the file's order. */
function calledFirst(workflows: readonly N8nWorkflow[]): N8nWorkflow[] {
  const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]))
  const order = new Set<N8nWorkflow>()
  const open = new Set<N8nWorkflow>()
  const visit = (workflow: N8nWorkflow): void => {
    if (open.has(workflow)) return
    open.add(workflow)
    for (const id of callsOf(workflow)) {
      const called = byId.get(id)
      if (called !== undefined) visit(called)
    }
    order.add(workflow)
  }
  for (const workflow of workflows) visit(workflow)
  return [...order]
}

function callsOf({ nodes, settings }: N8nWorkflow): string[] {
  const calls = nodes.filter(({ type }) => type === 'n8n-nodes-base.executeWorkflow')
  return [...calls.map(({ parameters }) => readPicked(parameters, 'workflowId')), settings.errorWorkflow ?? ''].filter((id) => id !== '')
}
