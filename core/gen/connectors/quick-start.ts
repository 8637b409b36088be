import { type ConnectorSource, type Node, node, nodes, text } from './connector-source.ts'

/** Where the quick start lets things listen; a test that runs it takes others. */
export const QUICK_START_PORTS = { host: 4000, emulator: 4101, admin: 4201 } as const

const HOST = `http://127.0.0.1:${QUICK_START_PORTS.host}`
const EMULATOR = `http://127.0.0.1:${QUICK_START_PORTS.emulator}`
const ADMIN = `http://127.0.0.1:${QUICK_START_PORTS.admin}`

export interface QuickStart {
  /** In a terminal of its own: the provider's emulator. */
  emulator: string
  /** In another: Tomada, with its calls to the provider sent there. */
  host: string
  /** Makes an account and connects it. */
  connect: string[]
  /** Shows what was loaded. */
  look: string
}

/**
 * From nothing to a connected account with data, on one machine and without an account at the provider. Null for a connector that keeps
 * nothing of a provider in step: what it does is seen in a flow.
 */
export function quickStart({ name, manifest }: ConnectorSource): QuickStart | null {
  const auth = nodes(manifest['auth'])[0] ?? {}
  const redirect = auth['type'] === 'oauth2' ? ` --redirect-uri ${HOST}/oauth/callback` : ''
  // What a driver keeps is there once a person has linked an account: no command can do that.
  const resource = nodes(manifest['resources']).find(({ list }) => !text(list).startsWith('driver#'))
  if (resource === undefined) return null
  return {
    emulator: `node_modules/.bin/node plugins/${name}/emulator/main.ts --port ${QUICK_START_PORTS.emulator} --admin-port ${QUICK_START_PORTS.admin} --seed demo${redirect}`,
    host: `PROVIDER_ENDPOINTS='${JSON.stringify(Object.fromEntries(originsOf(manifest).map((origin) => [origin, EMULATOR])))}' npm start`,
    connect: [
      `post() { curl -sSf -b cookies.txt -c cookies.txt -H origin:${HOST} -H content-type:application/json "$@" ; }`,
      `post ${HOST}/api/setup -d '{"owner":{"name":"Ana","email":"ana@loja.test","password":"uma senha bem comprida"},"workspace":{"name":"Loja","timezone":"America/Sao_Paulo","locale":"pt-BR"}}'`,
      `curl -sSf ${ADMIN}/announcement > emulator.json`,
      ...(auth['type'] === 'oauth2' ? consentCommands(name, auth) : fieldCommands(name, auth)),
    ],
    look: `curl -sSf -b cookies.txt "${HOST}/api/resources/${name}/${text(resource['name'])}?limit=5"`,
  }
}

const ANNOUNCED = "JSON.parse(fs.readFileSync('emulator.json'))"

function consentCommands(name: string, auth: Node): string[] {
  const start = JSON.stringify({ plugin: name, authId: auth['id'] })
  return [
    `node -p "const { clientId, clientSecret } = ${ANNOUNCED}.app; JSON.stringify({ clientId, clientSecret })" > app.json`,
    `post -X PUT ${HOST}/api/oauth-apps/${name} -d @app.json`,
    `post ${HOST}/api/connections/oauth/start -d '${start}' > start.json`,
    `URL=$(node -p "JSON.parse(fs.readFileSync('start.json')).authorizeUrl")`,
    `LOGIN=$(node -p "encodeURIComponent(${ANNOUNCED}.accounts[0].login)")`,
    'curl -sSfL -b cookies.txt "$URL&emulator_approve=$LOGIN" > /dev/null',
  ]
}

function fieldCommands(name: string, auth: Node): string[] {
  const body = `{ plugin: '${name}', authId: '${text(auth['id'])}', name: '${name}', fields: (announced.credentials ?? announced.accounts[0]).fields }`
  return [
    `node -p "const announced = ${ANNOUNCED}; JSON.stringify(${body})" > connection.json`,
    `post ${HOST}/api/connections -d @connection.json`,
  ]
}

/** Hosts that the connector calls, and where a browser is sent. */
function originsOf(manifest: Node): string[] {
  const egress = nodes(node(manifest['permissions'])['egress']).map((rule) => `${text(rule['scheme']) || 'https'}://${text(rule['host'])}`)
  const consent = nodes(manifest['auth']).flatMap((auth) => {
    const url = URL.parse(text(node(auth['oauth2'])['authorizeUrl']))
    return url === null ? [] : [url.origin]
  })
  return [...new Set([...egress, ...consent])].filter((origin) => !origin.includes('*'))
}
