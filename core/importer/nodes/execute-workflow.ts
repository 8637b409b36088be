import type { Conversion, NodeContext } from '../conversion.types.ts'
import { eachItem } from '../list-step.ts'
import { read, readFlag, readPicked, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Execute Workflow: a sub-flow for all items at once, or for each in a loop. Items are its input, and what it gives back. */
export function executeWorkflow(context: NodeContext): Conversion {
  const { parameters } = context.node
  const source = readText(parameters, 'source', 'database')
  if (source !== 'database') throw new NotConvertible('operation_unknown', { operation: `source: ${source}` })
  const id = readPicked(parameters, 'workflowId')
  const flowId = context.flowIdOf(id)
  if (flowId === '') context.approximate('choose_flow', { id })
  const input = inputOf(context)
  const wait = readFlag(parameters, 'options.waitForSubWorkflow', true)
  const isEach = readText(parameters, 'mode', 'once') === 'each'
  const name = context.name()
  const list = (js: string): string => `((v) => Array.isArray(v) ? v : v === null ? [] : [v])(${js})`
  if (!isEach) {
    const body = { kind: 'subflow', flowId, input: `{{ ${input} }}`, wait, skipWhen: `(${context.input()}).length === 0` } as const
    return { steps: [{ name, body }], outputs: [wait ? list(`steps.${name}`) : context.input()], pairing: wait ? 'none' : 'same' }
  }
  const loop = context.name('each')
  return {
    steps: [
      { name: loop, body: { kind: 'forEach', items: `{{ ${input} }}`, atOnce: 1, collect: wait ? list(`steps.${name}`) : '[]' } },
      { name, inside: loop, body: { kind: 'subflow', flowId, input: '{{ [item] }}', wait } },
    ],
    outputs: [wait ? `steps.${loop}.results.flat()` : context.input()],
    ...(wait ? { pairing: 'none', origins: [`steps.${loop}.results.flatMap((one, index) => one.map(() => index))`] } : { pairing: 'same' }),
  }
}

/** The items as they are, or as the fields that the other workflow declares. */
function inputOf(context: NodeContext): string {
  const { parameters } = context.node
  const mode = readText(parameters, 'workflowInputs.mappingMode')
  if (mode !== 'defineBelow' || read(parameters, 'workflowInputs.value') === null) return context.input()
  const fields = context.value('workflowInputs.value')
  return fields === '({})' || fields === 'undefined' ? context.input() : eachItem(context.input(), fields)
}
