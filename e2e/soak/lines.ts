import type { Line } from './line.types.ts'
import { messageLine } from './message-line.ts'
import { orderLine } from './order-line.ts'
import { subscriberLine } from './subscriber-line.ts'

/** Together they need all six providers. */
export const LINES: readonly Line[] = [
  orderLine(
    new Map([
      ['bling', 'mercado-livre-order-to-bling'],
      ['omie', 'mercado-livre-order-to-omie'],
      ['tiny', 'mercado-livre-order-to-tiny'],
    ]),
  ),
  messageLine,
  subscriberLine,
]
