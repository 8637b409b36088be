import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, type Fields, json, type World } from '@tomada/sdk/emulator'

/** One account, one token, as a bearer token. */
export function createSignIn(world: World) {
  let token = newToken()
  function newToken(): string {
    return `token-${world.random.hex(24)}`
  }
  const routes: EmulatorRoute[] = []
  return {
    routes,
    guard(request: EmulatorRequest, answer: (request: EmulatorRequest) => EmulatorAnswer): EmulatorAnswer {
      if (request.headers['authorization'] !== `Bearer ${token}`) return json(401, { message: 'This token is not known.' })
      request.caller = '70021'
      return answer(request)
    },
    revoke() {
      token = newToken()
    },
    configure: (_settings: Fields) => ({}),
    /** `accounts[0].fields`: what a person types to connect. */
    announcement: () => ({ accounts: [{ login: 'loja-exemplo', id: '70021', fields: { token } }] }),
  }
}
