import type { Conversion, NodeContext } from '../conversion.types.ts'
import { onceJs } from '../expressions/convert-value.ts'
import { read } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'
import { tidy } from '../tidy.ts'

/**
 * Loop Over Items (Split in Batches): a for-each over parts of the list, whose lane holds the nodes of the loop. What an iteration gives back
 * is set when those are converted.
 */
export function loopConversion(context: NodeContext, { isClosed, loopOutput }: { isClosed: boolean; loopOutput: number }): Conversion {
  const { node } = context
  if (node.disabled)
    return { steps: [{ name: context.name(), body: { kind: 'map', value: null } }], outputs: [context.input()], pairing: 'same' }
  if (!isClosed) throw new NotConvertible('loop_open')
  const name = context.name()
  const given = read(node.parameters, 'batchSize')
  const otherwise = node.version >= 3 ? 1 : 10
  const size =
    given === undefined
      ? String(otherwise)
      : typeof given === 'number'
        ? String(given)
        : `Number(${onceJs(context.value('batchSize'), context.input())})`
  const items = `{{ ${tidy(`list.chunk(${context.input()}, ${size})`)} }}`
  const over = `steps.${name}.results.flat()`
  const part = `steps.${name}.item`
  return {
    steps: [{ name, body: { kind: 'forEach', items, atOnce: 1 } }],
    outputs: loopOutput === 1 ? [over, part] : [part, over],
    pairing: 'none',
  }
}
