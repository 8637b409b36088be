import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { Trx } from '../platform/db.ts'
import type { FlowProblem } from '../sandbox/sandbox.types.ts'
import { linkedFlows } from './flows.store.ts'

/** A place of a definition that names another flow, and the kind of trigger that one must have. */
interface FlowLink {
  stepId: string
  field: string
  flowId: string
  version: number | null
  wanted: 'subflow' | 'error'
}

/** What is wrong with the flows that this one names: its sub-flows and its error flow. */
export async function linkProblems(trx: Trx, flowId: string, definition: FlowDefinition): Promise<FlowProblem[]> {
  const links = linksOf(definition)
  // A flow may call itself, also before it was ever published.
  const others = links.filter((link) => link.flowId !== flowId || link.version !== null)
  const found = await linkedFlows(trx, others)
  const kinds = new Map(others.map((link, index) => [link, found[index] ?? null]))
  return links.flatMap((link) => {
    const target = kinds.has(link) ? kinds.get(link) : { triggerKind: definition.trigger.kind }
    return target === null || target === undefined ? [unknownFlow(link)] : faultOf(link, target.triggerKind)
  })
}

function linksOf({ steps, settings }: FlowDefinition): FlowLink[] {
  const links = Object.entries(steps).flatMap(([stepId, step]): FlowLink[] =>
    step.kind === 'subflow' ? [{ stepId, field: '/flowId', flowId: step.flowId, version: step.version ?? null, wanted: 'subflow' }] : [],
  )
  const { errorFlowId } = settings
  if (errorFlowId === undefined) return links
  return [...links, { stepId: 'flow', field: '/settings/errorFlowId', flowId: errorFlowId, version: null, wanted: 'error' }]
}

function unknownFlow(link: FlowLink): FlowProblem {
  if (link.flowId === '') return problem(link, 'flow_missing', 'Choose the flow.', 'Escolha o fluxo.')
  return problem(link, 'flow_unknown', 'This flow does not exist any more.', 'Este fluxo não existe mais.')
}

function faultOf(link: FlowLink, triggerKind: string | null): FlowProblem[] {
  if (triggerKind === null) {
    return link.version === null
      ? [problem(link, 'flow_not_published', 'This flow has not been published yet.', 'Este fluxo ainda não foi publicado.')]
      : [problem(link, 'version_unknown', `It has no version ${link.version}.`, `Ele não tem a versão ${link.version}.`, '/version')]
  }
  if (triggerKind === link.wanted) return []
  return [
    link.wanted === 'subflow'
      ? problem(
          link,
          'flow_not_callable',
          'Only a flow that starts with “Called by another flow” can be called.',
          'Só pode ser chamado um fluxo que começa com “Chamado por outro fluxo”.',
        )
      : problem(
          link,
          'flow_not_for_errors',
          'Only a flow that starts with “Error of another flow” can take errors.',
          'Só pode receber erros um fluxo que começa com “Erro de outro fluxo”.',
        ),
  ]
}

function problem({ stepId, field }: FlowLink, code: string, en: string, ptBr: string, at = field): FlowProblem {
  return { stepId, field: at, severity: 'error', code, message: { en, 'pt-BR': ptBr } }
}
