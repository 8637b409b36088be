import type { Line } from './line.types.ts'
import { messageLine } from './message-line.ts'
import { orderLine } from './order-line.ts'
import { subscriberLine } from './subscriber-line.ts'

/** Together they need all six providers. Every sale goes to all three ERPs, as one shop that changes its ERP would have it for a while. */
export const LINES: readonly Line[] = [
  orderLine('bling', 'mercado-livre-order-to-bling'),
  orderLine('omie', 'mercado-livre-order-to-omie'),
  orderLine('tiny', 'mercado-livre-order-to-tiny'),
  messageLine,
  subscriberLine,
]
