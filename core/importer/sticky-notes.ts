import type { FlowDefinition } from '../../sdk/flow/definition.ts'
import type { NodeReport } from './conversion.types.ts'
import type { ConvertedNode } from './convert-nodes.ts'
import type { N8nNode, N8nWorkflow } from './n8n.types.ts'
import { NOTE_TYPE } from './nodes/converters.ts'
import { readText } from './parameters.ts'
import type { Reason } from './reasons.ts'

const MAX_NOTE_CHARS = 4000
/** Sticky notes stand in a row above the steps, in n8n's order from left to right: steps are arranged anew. */
const NOTE_STEP_X = 280
const NOTE_Y = -240

export function stickyNotes({ nodes }: N8nWorkflow): { notes: NonNullable<FlowDefinition['notes']>; reports: NodeReport[] } {
  const stickies = nodes.filter(({ type }) => type === NOTE_TYPE).toSorted((a, b) => a.position.x - b.position.x)
  const notes = stickies.map(({ parameters }, i): [string, { text: string; x: number; y: number }] => [
    `n${String(i + 1).padStart(4, '0')}`,
    { text: readText(parameters, 'content').slice(0, MAX_NOTE_CHARS), x: i * NOTE_STEP_X, y: NOTE_Y },
  ])
  const reports = stickies.map(({ name, type }): NodeReport => ({ node: name, type, verdict: 'converted', steps: [], reasons: [] }))
  return { notes: Object.fromEntries(notes), reports }
}

/** Notes of steps, by node: the node's own, and what a placeholder stands for. */
export function stepNotes(converted: ReadonlyMap<string, ConvertedNode>): Map<string, string> {
  const notes = new Map<string, string>()
  for (const { node, isMissing, reasons } of converted.values()) {
    const parts = [node.note, ...(isMissing ? [leftOver(node, reasons)] : [])].filter((part) => part !== '')
    if (parts.length > 0) notes.set(node.name, parts.join('\n\n').slice(0, MAX_NOTE_CHARS))
  }
  return notes
}

/** What somebody needs to build the step by hand. */
function leftOver(node: N8nNode, reasons: readonly Reason[]): string {
  const why = reasons.map(({ text }) => `${text['pt-BR']}\n${text.en}`).join('\n')
  return `n8n: ${node.type} (${node.version})\n${why}\n${JSON.stringify(node.parameters, null, 1)}`
}
