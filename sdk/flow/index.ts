export * from './commands.ts'
export * from './definition.ts'
export * from './draft.ts'
export * from './patches.ts'
