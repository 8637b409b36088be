import type { Resource } from '../../sdk/manifest.gen.ts'
import { checkPointer } from './check-paths.ts'
import type { FaultList } from './fault-list.ts'

const FILE = 'manifest.json'

type FieldType = Resource['fields'][string]['type']

export function checkFields(declared: Resource, schema: unknown, at: string, faults: FaultList): void {
  for (const [name, field] of Object.entries(declared.fields)) {
    const place = `${at}/fields/${name}`
    checkPointer(schema, field.pointer, `${place}/pointer`, faults)
    if (field.search === true && field.type !== 'text') faults.add(FILE, `${place}/search`, 'only words of a text are searched')
    if (field.currency !== undefined && field.type !== 'decimal')
      faults.add(FILE, `${place}/currency`, 'only a decimal is an amount of money')
    if (field.timezone !== undefined) checkTimezone(field.timezone, `${place}/timezone`, faults)
    const values = (field.options ?? []).map((option) => option.value)
    if (new Set(values).size !== values.length) faults.add(FILE, `${place}/options`, 'a value is there twice')
  }
}

/** Fields that figures are made of exist and are of a type that can be counted, summed or subtracted. */
export function checkFigures({ stats, fields }: Resource, at: string, faults: FaultList): void {
  if (stats === undefined) return
  const demand = (name: string, place: string, types: readonly FieldType[]) => {
    const type = fields[name]?.type
    if (type === undefined) faults.add(FILE, `${at}/stats${place}`, `there is no field ${name}`)
    else if (!types.includes(type)) faults.add(FILE, `${at}/stats${place}`, `${name} is ${type}, not ${types.join(' or ')}`)
  }
  for (const [index, name] of (stats.groupBy ?? []).entries()) demand(name, `/groupBy/${index}`, ['text', 'boolean', 'integer'])
  for (const [index, name] of (stats.sums ?? []).entries()) demand(name, `/sums/${index}`, ['integer', 'decimal'])
  if (stats.day !== undefined) demand(stats.day, '/day', ['timestamp', 'date'])
  if (stats.duration === undefined) return
  demand(stats.duration.from, '/duration/from', ['timestamp'])
  demand(stats.duration.to, '/duration/to', ['timestamp'])
}

export function checkTimezone(timezone: string, at: string, faults: FaultList): void {
  try {
    Temporal.Now.zonedDateTimeISO(timezone)
  } catch {
    // RangeError: the only way to ask whether a timezone is known.
    faults.add(FILE, at, `${timezone} is not a timezone`)
  }
}
