/** The JavaScript path to a value picked in a tree: `steps.pedido.order_items[0]["seller sku"]`. */
export function expressionPath(root: string, path: ReadonlyArray<string | number>): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`
  }, root)
}

/** Sources that are names of their own in expressions, not steps. */
const ROOTS: ReadonlySet<string> = new Set(['trigger', 'item', 'index', 'previous'])

/** `steps.pedido`, `trigger` or, in a loop, `item`; with `?.` where the step may not have run. */
export function rootOf(source: { id: string; name: string; mayNotHaveRun: boolean }): string {
  return ROOTS.has(source.id) ? source.id : `steps.${source.name}`
}

/** A picked path of a step that may not have run is read with `?.`, so that the field becomes empty instead of failing. */
export function pickedExpression(
  source: { id: string; name: string; mayNotHaveRun: boolean },
  path: ReadonlyArray<string | number>,
): string {
  const full = expressionPath(rootOf(source), path)
  if (!source.mayNotHaveRun || path.length === 0) return full
  const root = rootOf(source)
  const rest = full.slice(root.length)
  return `${root}?.${rest.startsWith('.') ? rest.slice(1) : rest}`
}

export type ListChoice = 'first' | 'each' | 'join'

/**
 * A value inside a list, for the first item, for each, or of each joined to a text: `steps.pedido.itens.map((each) => each.sku)`. Only the
 * outermost list is asked about; of lists inside it the first item stands.
 */
export function listExpression(
  source: { id: string; name: string; mayNotHaveRun: boolean },
  path: ReadonlyArray<string | number>,
  choice: ListChoice,
): string {
  const at = path.findIndex((key) => typeof key === 'number')
  if (choice === 'first' || at < 0) return pickedExpression(source, path)
  const list = pickedExpression(source, path.slice(0, at))
  const each = expressionPath('each', path.slice(at + 1))
  const dot = source.mayNotHaveRun ? '?.' : '.'
  const mapped = each === 'each' ? list : `${list}${dot}map((each) => ${each})`
  return choice === 'join' ? `${mapped}${dot}join(", ")` : mapped
}
