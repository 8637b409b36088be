import { KEYS_PATH, keyField, keySources } from '../../../sdk/flow/admission-settings.ts'
import type { FlowDefinition } from '../../../sdk/flow/definition.ts'
import { conditionSource } from '../../../sdk/flow/validate-expressions.ts'
import { KEY_SCOPE } from '../../../sdk/flow/validate-settings.ts'
import { compileExpression, NotCompilable } from './compile-template.ts'

/** The keys of the settings as the value of a pseudo step, which a visit for it alone evaluates. Nothing when there are none. */
export function keysEntry({ settings }: FlowDefinition): Array<[key: string, js: string]> {
  const members = keySources(settings).map(([name, source]) => {
    const one = conditionSource(source)
    if (!one.ok) throw new NotCompilable('key_not_one')
    return `${name}: ${compileExpression(one.source, keyField(name), KEY_SCOPE)}`
  })
  return members.length === 0 ? [] : [[KEYS_PATH, `() => ({${members.join(', ')}})`]]
}
