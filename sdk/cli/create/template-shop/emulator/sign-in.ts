import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, type Fields, json, type World } from '@tomada/sdk/emulator'

/** One account, one key, in the header `x-api-key`. */
export function createSignIn(world: World) {
  let apiKey = newKey()
  function newKey(): string {
    return `key-${world.random.hex(24)}`
  }
  const routes: EmulatorRoute[] = []
  return {
    routes,
    guard(request: EmulatorRequest, answer: (request: EmulatorRequest) => EmulatorAnswer): EmulatorAnswer {
      if (request.headers['x-api-key'] !== apiKey) return json(401, { message: 'This key is not known.' })
      request.caller = '1'
      return answer(request)
    },
    revoke() {
      apiKey = newKey()
    },
    configure: (_settings: Fields) => ({}),
    /** `accounts[0].fields`: what a person types to connect. */
    announcement: () => ({ accounts: [{ login: 'loja-exemplo', id: '1', fields: { apiKey } }] }),
  }
}
