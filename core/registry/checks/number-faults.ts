import type { Fault } from '../registry.types.ts'
import type { Finding } from './check.types.ts'

/** The first that fits says which numbered check a fault of the loader belongs to. */
const NUMBERS: ReadonlyArray<[id: string, fits: (fault: Fault) => boolean]> = [
  ['P01', ({ message }) => message.includes('is not in permissions.egress')],
  ['P02', ({ file, at }) => file === 'manifest.json' && /^\/permissions\/egress\/\d+(\/host)?$/.test(at)],
  ['P03', ({ file, at }) => file === 'manifest.json' && at.startsWith('/permissions')],
  ['M02', ({ file, at }) => file === 'manifest.json' && at.startsWith('/engine')],
  ['M03', ({ at, message }) => /\/(en|pt-BR)$/.test(at) || message === 'the text must be {en, pt-BR}' || message === 'has no title'],
  ['M04', ({ file, at }) => file.endsWith('.svg') || at === '/icon'],
  ['A01', ({ file, message }) => file === '.' || /larger than|capitals only|is a link/.test(message)],
  ['C05', ({ message }) => /is not there$/.test(message)],
  ['C01', ({ file }) => file.endsWith('.ts') || file === 'package.json'],
  ['S03', ({ file }) => file.startsWith('samples/')],
  ['S01', ({ file }) => file !== 'manifest.json' && file.endsWith('.json')],
]

export function numbered(fault: Fault): Finding {
  const id = NUMBERS.find(([, fits]) => fits(fault))?.[0] ?? 'M01'
  return { id, severity: 'E', ...fault }
}
