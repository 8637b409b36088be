/** What the expressions of one node may name. Every member gives JavaScript for our side. */
export interface ExpressionScope {
  /** The items of the node's first input, a list. */
  input: string
  /** Items of another node's output; throws NotConvertible when there is no such node before this one. */
  itemsOf(node: string, output?: number): string
  /** The item of another node that belongs to the current one; throws NotConvertible when the pairing is lost. */
  pairedWith(node: string): string
  /** How often the loop around the node has gone round. */
  runIndex: string
  workflow: { id: string; name: string }
  /** Name of the node before, or null at a trigger. */
  previousNode: string | null
  /** Names of steps that wait for a call. */
  waitStep(): string | null
  timezone: string
}

/** Names of the current item and its number, wherever an expression stands. */
export const ITEM = 'item'
export const INDEX = 'index'
