import { config, globalRegistry, z } from 'zod'

export * from 'zod'
export { z as default } from 'zod'

// Ids of schemas are kept for life and must be unique: the second run of a flow would be told that the first one took them (C02).
globalRegistry._idmap = { get: () => undefined, has: () => false, set: () => undefined, delete: () => false }

// Compiling schemas to code needs `Function`.
config({ jitless: true })

// A class completes its prototype when it makes its first instance. Here that must be before everything is frozen, so each makes one now;
// a test counts that none is missing.
const text = z.string()
const either = z.discriminatedUnion('k', [z.object({ k: z.literal('a') })])
const isoKinds = [z.iso.date(), z.iso.time(), z.iso.datetime(), z.iso.duration()]
const textKinds = [
  'email',
  'guid',
  'uuid',
  'url',
  'emoji',
  'nanoid',
  'cuid',
  'cuid2',
  'ulid',
  'xid',
  'ksuid',
  'ipv4',
  'ipv6',
  'mac',
  'cidrv4',
  'cidrv6',
]
const moreTextKinds = ['base64', 'base64url', 'e164', 'jwt', 'hex', 'creditCard', 'iban']
const simpleKinds = [
  'number',
  'int',
  'boolean',
  'bigint',
  'int64',
  'symbol',
  'undefined',
  'null',
  'any',
  'unknown',
  'never',
  'void',
  'date',
  'nan',
  'file',
]
const wrapperKinds = ['array', 'optional', 'exactOptional', 'nullable', 'nonoptional', 'success', 'readonly', 'promise', 'set']
const rest = [
  () => z.object({ a: text }),
  () => z.strictObject({ a: text }),
  () => z.union([text, z.number()]),
  () => z.xor([text, z.number()]),
  () => z.intersection(text, text),
  () => z.tuple([text]),
  () => z.record(text, text),
  () => z.map(text, text),
  () => z.enum(['a']),
  () => z.literal('a'),
  () => z.transform((value) => value),
  () => z.prefault(text, 'a'),
  () => z._default(text, 'a'),
  () => z.catch(text, 'a'),
  () => z.pipe(text, text),
  () => z.preprocess((value) => value, text),
  () => z.codec(text, text, { decode: (value) => value, encode: (value) => value }),
  () => z.templateLiteral(['a', z.number()]),
  () => z.lazy(() => text),
  () => z.custom(() => true),
  () => text.refine(() => true),
  () => z.stringFormat('x', /x/),
  () => z.function({ input: [text], output: text }),
  () => z.instanceof(Date),
  () => z.json(),
  () => z.coerce.number(),
]
const made = [text, either, ...isoKinds]
for (const kind of [...textKinds, ...moreTextKinds, ...simpleKinds]) made.push(z[kind]?.())
for (const kind of wrapperKinds) made.push(z[kind]?.(text))
for (const make of rest) made.push(make())
for (const schema of made) {
  try {
    schema?.safeParse('a')
  } catch (error) {
    // What only waits (a promise) or has no File to look for cannot be tried; it has been made, which is what matters.
    if (!(error instanceof Error)) throw error
  }
}
