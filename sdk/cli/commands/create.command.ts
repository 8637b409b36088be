import path from 'node:path'
import { parseArgs } from 'node:util'
import { AUTH_KINDS } from '../create/auth-kinds.ts'
import { createConnector } from '../create/create-connector.ts'
import { type Terminal, UsageError } from '../terminal.ts'

const OPTIONS = {
  name: { type: 'string' },
  publisher: { type: 'string', default: 'my-company' },
  auth: { type: 'string', default: 'apiKey' },
  resource: { type: 'string', default: 'items' },
} as const

/** `tomada create DIR`: asks nothing; what it makes passes `check` and `test` as it is. */
export async function createCommand(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0) throw new UsageError('names one folder')
  const auth = AUTH_KINDS.find((kind) => kind === values.auth)
  if (auth === undefined) throw new UsageError(`--auth is ${AUTH_KINDS.join(', ')}, not ${values.auth}`)
  const folder = path.resolve(terminal.folder, given)
  const { publisher, resource, name = path.basename(folder) } = values
  const files = await createConnector({ folder, name, publisher, auth, resource })
  terminal.say(`${given}: a connector of ${files.length} files. Next:\n`)
  terminal.say(`  tomada check ${given}\n  tomada test ${given}\n  tomada dev ${given}\n`)
  return 0
}
