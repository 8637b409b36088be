import type { RecordAt } from '#lib/api/resources.ts'

/** What a person has begun to answer, per record: it outlives a reload and another question looked at meanwhile. */
const PREFIX = 'tomada-reply:'

const nameOf = ({ plugin, resource, connectionId, key }: RecordAt) => PREFIX + JSON.stringify([plugin, resource, connectionId, key])

export function readTyped(at: RecordAt): string {
  return sessionStorage.getItem(nameOf(at)) ?? ''
}

export function keepTyped(at: RecordAt, text: string): void {
  if (text === '') sessionStorage.removeItem(nameOf(at))
  else sessionStorage.setItem(nameOf(at), text)
}
