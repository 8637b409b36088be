import { keyField, keySources } from './admission-settings.ts'
import type { FlowDefinition } from './definition.ts'
import { type RewriteScope, rewriteExpression } from './expressions-rewrite.ts'
import type { Report } from './validate.ts'
import { conditionSource } from './validate-expressions.ts'

/** What the keys of settings may name: no step has run when they are evaluated. */
export const KEY_SCOPE: RewriteScope = {
  stepIdOf: () => undefined,
  stepNameOf: (stepId) => stepId,
  knows: new Set(),
  hasLinks: () => false,
}

/** What is wrong with the settings that say which runs start when. */
export function settingsProblems({ settings }: FlowDefinition, report: Report): void {
  const { fifo } = settings
  if (fifo !== undefined && fifo.key.trim() === '') report('flow', keyField('fifo'), 'key_empty')
  for (const [name, source] of keySources(settings)) {
    const one = conditionSource(source)
    if (!one.ok) {
      report('flow', keyField(name), one.problem?.code ?? 'key_not_one', one.problem?.params ?? {})
      continue
    }
    const rewritten = rewriteExpression(one.source, KEY_SCOPE)
    if (!rewritten.ok) report('flow', keyField(name), rewritten.problem.code, rewritten.problem.params)
  }
}
