import type { Line } from './line.types.ts'
import { orderLine } from './order-line.ts'

export const LINES: readonly Line[] = [orderLine('bling', 'mercado-livre-order-to-bling', 'order.created')]
