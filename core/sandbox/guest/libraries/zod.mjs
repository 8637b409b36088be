import { config, globalRegistry, z } from 'zod'

export * from 'zod'
export { z as default } from 'zod'

// Ids of schemas are kept for life and must be unique: the second run of a flow would be told that the first one took them (C02).
globalRegistry._idmap = { get: () => undefined, has: () => false, set: () => undefined, delete: () => false }

// Compiling schemas to code needs `Function`; and what is worked out once must be before everything is frozen.
config({ jitless: true })
z.object({ warm: z.string() }).safeParse({ warm: 1 })
