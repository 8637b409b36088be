import type { Subject } from './open-subject.ts'
import type { TestResult } from './test-result.types.ts'

const MAX_PAGES = 500

/** Every capability once at the emulator, without a fault. */
export async function playPlainly(subject: Subject, tell: (result: TestResult) => void): Promise<void> {
  const { manifest } = subject
  const play = async (name: string, work: () => Promise<string[]>) => tell({ group: 'emulator', name, wrong: await orMessage(work) })
  for (const { name } of manifest.actions) await play(`action ${name}`, () => runOnce(subject, name))
  for (const { name, detail } of manifest.resources ?? []) {
    await play(`list ${name}`, () => listAll(subject, name))
    if (detail !== undefined) await play(`read one of ${name}`, () => readOne(subject, name))
  }
  for (const { name } of manifest.triggers) await play(`trigger ${name}`, () => mapOnce(subject, name))
}

async function runOnce(subject: Subject, action: string): Promise<string[]> {
  const result = await subject.run(action, await subject.inputOf(action))
  return result.ok ? [] : [`${result.failure.code}: ${result.failure.message}`]
}

/** Pages end, and no record comes twice. */
async function listAll(subject: Subject, resource: string): Promise<string[]> {
  const around = await subject.listOf(resource)
  const keys = new Set<string>()
  let records = 0
  let checkpoint: Parameters<Subject['list']>[1]['checkpoint'] = null
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const page = await subject.list(resource, { checkpoint, ...around })
    if (!page.ok) return [`page ${pages} fails: ${page.failure.message}`]
    for (const { key } of page.records) keys.add(key)
    records += page.records.length
    if (page.done) return records === keys.size ? empty(records) : [`${records - keys.size} records come twice`]
    checkpoint = page.checkpoint
  }
  return [`does not end after ${MAX_PAGES} pages`]
}

function empty(records: number): string[] {
  return records === 0 ? ['lists nothing: give the emulator some records'] : []
}

async function readOne(subject: Subject, resource: string): Promise<string[]> {
  const key = await subject.keyOf(resource)
  const result = await subject.read(resource, key)
  if (!result.ok) return [`${key} cannot be read: ${result.failure.message}`]
  return result.record.key === key ? [] : [`asked for ${key}, got ${result.record.key}`]
}

async function mapOnce(subject: Subject, trigger: string): Promise<string[]> {
  const delivery = await subject.deliveryOf(trigger)
  return (await subject.eventOf(trigger, delivery)) === null ? ['makes no event of its recorded delivery'] : []
}

export async function orMessage(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work()
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
