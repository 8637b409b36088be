import schema from '../config/config.schema.json' with { type: 'json' }
import { pluginVariables } from '../config/plugin-variables.ts'
import type { GeneratedFile } from './generated-file.ts'

interface Variable {
  type?: string
  description?: string
  default?: string | number
  examples?: Array<string | number>
  enum?: string[]
}

/** `.env.example`: every variable that the configuration reads and every one that a connector declares, each switched off. */
export function generateEnvExample(root: string): GeneratedFile {
  const lines = ['# Copy to .env and take away the # of what you want to change. Everything has a default in development.', '']
  for (const [name, variable] of Object.entries<Variable>(schema.properties)) {
    const text = [variable.description, variable.enum ? `One of ${variable.enum.join(', ')}.` : undefined].filter(
      (part) => part !== undefined,
    )
    if (text.length > 0) lines.push(`# ${text.join(' ')}`)
    lines.push(`#${name}=${variable.default ?? variable.examples?.[0] ?? ''}`, '')
  }
  const declared = pluginVariables(root)
  if (declared.length > 0) {
    lines.push("# Declared by connectors: the application's own keys at a provider. They can also be entered on the connections page.")
    lines.push(...declared.map((name) => `#${name}=`), '')
  }
  return { path: '.env.example', text: lines.join('\n') }
}
