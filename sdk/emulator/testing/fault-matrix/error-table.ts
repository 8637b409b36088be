import type { ErrorRule } from '../../../manifest.gen.ts'

/** An answer of the provider, and what the connector says that it means. */
export interface Witness {
  name: string
  status: number
  body: string
  /** What the classification must hold at least; null: the answer is good. */
  means: Record<string, unknown> | null
}

export type Classify = (answer: Witness) => unknown

/**
 * Rows of an error table that nothing depends on: without them every witness means the same. `classifierOf` is the host's own.
 * Empty when deleting any row of the manifest changes what some answer means.
 */
export function idleRows(
  rules: readonly ErrorRule[],
  witnesses: readonly Witness[],
  classifierOf: (rules: readonly ErrorRule[]) => Classify,
): string[] {
  const whole = witnesses.map(classifierOf(rules)).map((meaning) => JSON.stringify(meaning))
  return rules.flatMap((rule, index) => {
    const without = witnesses.map(classifierOf(rules.toSpliced(index, 1))).map((meaning) => JSON.stringify(meaning))
    return without.every((meaning, at) => meaning === whole[at]) ? [`/errors/${index} ${JSON.stringify(rule.when)}`] : []
  })
}
