import { isFields } from '@tomada/sdk/emulator'
import type { Tags } from './erp.types.ts'
import { OmieFault } from './omie-fault.ts'

/** `tags('pagina registros_por_pagina', {clientesFiltro: …})` */
export function tags(names: string, nested: Record<string, Tags> = {}): Tags {
  return { ...Object.fromEntries(names.split(/\s+/).map((name) => [name, true as const])), ...nested }
}

/** One unknown tag anywhere and the whole call is refused. Throws OmieFault. */
export function checkTags(value: unknown, known: Tags, type: string): void {
  if (Array.isArray(value)) {
    for (const one of value) checkTags(one, known, type)
    return
  }
  if (!isFields(value)) return
  for (const [tag, member] of Object.entries(value)) {
    const inner = Object.hasOwn(known, tag) ? known[tag] : undefined
    if (inner === undefined) {
      throw new OmieFault(
        'SOAP-ENV:Client-5001',
        `ERROR: Tag [${tag.toUpperCase()}] não faz parte da estrutura do tipo complexo [${type}]!`,
      )
    }
    if (inner !== true) checkTags(member, inner, tag)
  }
}
