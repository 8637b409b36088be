import { FUNCTION_HELP, FUNCTION_TYPES, type FunctionHelp } from './functions.gen.ts'

/** TypeScript declarations of our functions, for editors of code steps: `declare const money: { … }` and so on, with their docstrings. */
export function functionDeclarations(): string {
  const objects = Map.groupBy(FUNCTION_HELP, ({ object }) => object)
  const declared = [...objects].map(([object, functions]) => `declare const ${object}: {\n${functions.map(memberOf).join('')}}\n`)
  return `${FUNCTION_TYPES}\n${declared.join('')}`
}

function memberOf({ name, signature, summary, examples }: FunctionHelp): string {
  const lines = [...(summary === '' ? [] : [summary]), ...examples.map(({ expression, result }) => `@example ${expression} // ${result}`)]
  // A comment must not end early.
  return `  /**\n${lines.map((line) => `   * ${line.replaceAll('*/', '* /')}\n`).join('')}   */\n  ${name}${signature}\n`
}
