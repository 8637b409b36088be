import type { Conversion, NodeContext } from '../conversion.types.ts'
import { literal, pathJs } from '../expressions/convert-value.ts'
import { listConversion } from '../list-step.ts'
import { readFlag, readList, readNumber, readText } from '../parameters.ts'
import { NotConvertible } from '../reasons.ts'

/** Merge, versions 2 and 3. */
export function mergeNode(context: NodeContext): Conversion {
  const { parameters, version } = context.node
  if (version < 2) throw new NotConvertible('operation_unknown', { operation: `Merge ${version}` })
  const mode = readText(parameters, 'mode', 'append')
  switch (mode) {
    case 'append':
      return listConversion(context, appended(context), 'none')
    case 'chooseBranch':
      return listConversion(context, chosen(context), 'none')
    case 'combine':
      return listConversion(context, combined(context), 'none')
    default:
      throw new NotConvertible('operation_unknown', { operation: mode })
  }
}

function appended(context: NodeContext): string {
  const count = Math.max(2, context.inputs, readNumber(context.node.parameters, 'numberInputs', 2))
  const lists = Array.from({ length: count }, (_, i) => `...${context.input(i)}`)
  return `[${lists.join(', ')}]`
}

function chosen(context: NodeContext): string {
  const { parameters } = context.node
  const output = readText(parameters, 'output', 'specifiedInput')
  if (output === 'empty') return '[{}]'
  const picked = readText(parameters, 'useDataOfInput', readText(parameters, 'output') === 'input2' ? '2' : '1')
  return context.input(Math.max(0, Number(picked.replace(/\D/g, '') || '1') - 1))
}

function combined(context: NodeContext): string {
  const { parameters, version } = context.node
  const by =
    version < 3 ? OLD_MODES[readText(parameters, 'combinationMode', 'mergeByFields')] : readText(parameters, 'combineBy', 'combineByFields')
  switch (by) {
    case 'combineByPosition':
      return byPosition(context)
    case 'combineAll':
      return `(${context.input(0)}).flatMap((one) => (${context.input(1)}).map((two) => ${joinedJs(context)}))`
    case 'combineByFields':
      return byFields(context)
    default:
      throw new NotConvertible('operation_unknown', { operation: String(by) })
  }
}

const OLD_MODES: Readonly<Record<string, string>> = {
  mergeByFields: 'combineByFields',
  mergeByPosition: 'combineByPosition',
  multiplex: 'combineAll',
}

/** Two items as one; who wins a field that both have is an option. */
function joinedJs({ node: { parameters } }: NodeContext, first = 'one', second = 'two'): string {
  const clash = readText(parameters, 'options.clashHandling.values.resolveClash', 'preferLast')
  if (clash === 'addSuffix') {
    const suffixed = (name: string, suffix: string): string =>
      `...Object.fromEntries(Object.entries(${name} ?? {}).map(([key, v]) => [key + ${literal(suffix)}, v]))`
    return `({ ${suffixed(first, '_1')}, ${suffixed(second, '_2')} })`
  }
  if (
    readText(parameters, 'options.clashHandling.values.mergeMode', 'deepMerge') === 'shallowMerge' ||
    clash === 'preferLast' ||
    clash === 'preferInput2'
  ) {
    return `({ ...${first}, ...${second} })`
  }
  return `({ ...${second}, ...${first} })`
}

function byPosition(context: NodeContext): string {
  const { parameters } = context.node
  if (context.inputs > 2) throw new NotConvertible('operation_unknown', { operation: 'combineByPosition (3+)' })
  const [one, two] = [context.input(0), context.input(1)]
  const keepsUnpaired = readFlag(parameters, 'options.includeUnpaired')
  const count = `Math.${keepsUnpaired ? 'max' : 'min'}((${one}).length, (${two}).length)`
  return `Array.from({ length: ${count} }, (_, n) => ((one, two) => ${joinedJs(context)})((${one}).at(n), (${two}).at(n)))`
}

/** Pairs of fields that must be equal: `{field1, field2}`, or one name for both. */
function fieldPairs({ node: { parameters } }: NodeContext): Array<[string, string]> {
  const simple = readText(parameters, 'fieldsToMatchString')
  if (simple !== '') {
    return simple.split(',').map((name) => [name.trim(), name.trim()])
  }
  const lists = [readList(parameters, 'mergeByFields.values'), readList(parameters, 'fieldsToMatch.values')]
  return lists.flat().map((pair) => [readText(pair, 'field1'), readText(pair, 'field2')])
}

function byFields(context: NodeContext): string {
  const { parameters } = context.node
  const isFuzzy = readFlag(parameters, 'options.fuzzyCompare')
  const pairs = fieldPairs(context)
  if (pairs.length === 0) throw new NotConvertible('operation_unknown', { operation: 'combineByFields' })
  const value = (js: string): string => (isFuzzy ? `String(${js} ?? "")` : `JSON.stringify(${js})`)
  const dotted = !readFlag(parameters, 'options.disableDotNotation')
  const equal = pairs
    .map(
      ([f1, f2]) =>
        `${pathJs('one', f1, dotted)} !== undefined && ${value(pathJs('one', f1, dotted))} === ${value(pathJs('two', f2, dotted))}`,
    )
    .join(' && ')
  const [one, two] = [context.input(0), context.input(1)]
  const matches = `(${two}).filter((two) => ${equal})`
  const isFirstOnly = readText(parameters, 'options.multipleMatches', 'all') === 'first'
  const pairsOf = isFirstOnly ? `${matches}.slice(0, 1)` : matches
  const mode = readText(parameters, 'joinMode', 'keepMatches')
  const from = readText(parameters, 'outputDataFrom', 'both')
  const unmatched1 = `(${one}).filter((one) => !(${two}).some((two) => ${equal}))`
  const unmatched2 = `(${two}).filter((two) => !(${one}).some((one) => ${equal}))`
  switch (mode) {
    case 'keepMatches':
      if (from === 'input1') return `(${one}).filter((one) => (${two}).some((two) => ${equal}))`
      if (from === 'input2') return `(${two}).filter((two) => (${one}).some((one) => ${equal}))`
      return `(${one}).flatMap((one) => ${pairsOf}.map((two) => ${joinedJs(context)}))`
    case 'keepNonMatches':
      return from === 'input1' ? unmatched1 : from === 'input2' ? unmatched2 : `[...${unmatched1}, ...${unmatched2}]`
    case 'enrichInput1':
      return `(${one}).flatMap((one) => ((found) => found.length > 0 ? found.map((two) => ${joinedJs(context)}) : [one])(${pairsOf}))`
    case 'enrichInput2':
      return `(${two}).flatMap((two) => ((found) => found.length > 0 ? found.map((one) => ${joinedJs(context, 'two', 'one')}) : [two])((${one}).filter((one) => ${equal})))`
    case 'keepEverything':
      return `[...(${one}).flatMap((one) => ((found) => found.length > 0 ? found.map((two) => ${joinedJs(context)}) : [one])(${pairsOf})), ...${unmatched2}]`
    default:
      throw new NotConvertible('operation_unknown', { operation: mode })
  }
}
