import { addDecimals, type Decimal, decimalOf, decimalText, divideUnits, unitsAt } from '../../../sdk/flow/money-decimal.ts'
import { GuestFault } from './faults.ts'
import type { StepShape } from './flow-parts.ts'

type Figure = NonNullable<StepShape['figures']>[number]

/** What the figures are made of: the value of each for one item, and the group it belongs to. */
export interface FigureValues {
  key: unknown
  values: readonly unknown[]
}

/** Places of an average that does not end. */
const AVERAGE_PLACES = 12

/** One object of figures, or with groups a list of `{key, …figures}` in the order in which the groups first appear. */
export function aggregateOf(rows: Iterable<FigureValues>, figures: readonly Figure[], isGrouped: boolean): unknown {
  const groups = new Map<string, { key: unknown; columns: unknown[][] }>()
  const newGroup = (key: unknown) => ({ key, columns: figures.map((): unknown[] => []) })
  if (!isGrouped) groups.set('', newGroup(null))
  for (const { key, values } of rows) {
    const id = isGrouped ? (JSON.stringify(key) ?? 'null') : ''
    const group = groups.get(id) ?? newGroup(key)
    groups.set(id, group)
    for (const [i, value] of values.entries()) group.columns[i]?.push(value)
  }
  const made = [...groups.values()].map(({ key, columns }) => {
    const named = figures.map((figure, i): [string, unknown] => [figure.name, figureOf(figure, columns[i] ?? [])])
    // fromEntries defines own keys, whatever a figure is called (C29).
    return Object.fromEntries(isGrouped ? [['key', key], ...named] : named)
  })
  return isGrouped ? made : made[0]
}

function figureOf({ name, figure }: Figure, all: readonly unknown[]): unknown {
  switch (figure) {
    case 'count':
      return all.filter((value) => value !== null && value !== undefined && value !== false).length
    case 'sum':
      return sum(known(all), name)
    case 'average':
      return average(known(all), name)
    case 'min':
      return extreme(known(all), name, -1)
    case 'max':
      return extreme(known(all), name, 1)
    case 'first':
      return all[0] ?? null
    case 'last':
      return all.at(-1) ?? null
    case 'list':
      return all
    default:
      return figure satisfies never
  }
}

/** Fields that are missing count neither as 0 nor as a text. */
function known(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== null && value !== undefined)
}

/** Exact. A number when all are numbers; with a text among them a decimal text. */
function sum(values: readonly unknown[], name: string): number | string {
  const total = totalOf(values, name)
  return asGiven(decimalText(total.units, total.scale), values)
}

/** To 12 places, the last one rounded half up; null of nothing. */
function average(values: readonly unknown[], name: string): number | string | null {
  if (values.length === 0) return null
  const total = totalOf(values, name)
  const places = Math.max(AVERAGE_PLACES, total.scale)
  return asGiven(decimalText(divideUnits(unitsAt(total, places), BigInt(values.length), 'half-up'), places), values)
}

function totalOf(values: readonly unknown[], name: string): Decimal {
  return values.reduce<Decimal>((total, value) => addDecimals(total, numberIn(value, name)), { units: 0n, scale: 0 })
}

function asGiven(text: string, values: readonly unknown[]): number | string {
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return values.every((value) => typeof value === 'number') ? Number(short) : short
}

function numberIn(value: unknown, name: string): Decimal {
  try {
    return decimalOf(value)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new GuestFault('expression', `"${name}" needs numbers: ${error.message}`)
  }
}

/** By number when every value is one, by text when every value is a text that is not; the value as it was given. */
function extreme(values: readonly unknown[], name: string, side: 1 | -1): unknown {
  const decimals = values.map((value) => (isNumeric(value) ? numberIn(value, name) : null))
  const areNumbers = decimals.every((value) => value !== null)
  if (!areNumbers && !values.every((value) => typeof value === 'string')) {
    throw new GuestFault('expression', `"${name}" needs numbers only, or texts only`)
  }
  let best = 0
  for (let i = 1; i < values.length; i++) {
    const order = areNumbers ? compareDecimals(decimals[i], decimals[best]) : compareTexts(String(values[i]), String(values[best]))
    if (order === side) best = i
  }
  return values[best] ?? null
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value))
}

function compareDecimals(a: Decimal | null | undefined, b: Decimal | null | undefined): number {
  if (a === null || a === undefined || b === null || b === undefined) return 0
  const scale = Math.max(a.scale, b.scale)
  const difference = unitsAt(a, scale) - unitsAt(b, scale)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
