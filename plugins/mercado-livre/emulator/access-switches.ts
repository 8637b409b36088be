import { BadSetting, type Fields, type Scenario, textOf } from '@tomada/sdk/emulator'
import type { Market } from './market.ts'
import { revokeGrants } from './oauth/grants.ts'

/** Ways in which an access token dies early, on the seller's or on Mercado Livre's side. */
export function accessSwitches(market: Market): Record<string, Scenario> {
  const endGrants: Scenario = (input) => ({ ended: revokeGrants(market, findSeller(market, input)) })
  return {
    revoke: endGrants,
    passwordChange: endGrants,
    secretRotation: () => {
      for (const user of market.users.keys()) revokeGrants(market, user)
      market.app.secret = market.random.letters(32)
      return { clientSecret: market.app.secret }
    },
    blockApplication: () => {
      market.app.blocked = true
      return { blocked: true }
    },
    unblockApplication: () => {
      market.app.blocked = false
      return { blocked: false }
    },
  }
}

/** `{seller}`: login or user id; the first seeded seller when absent. */
function findSeller(market: Market, input: Fields): number {
  const name = textOf(input['seller']) ?? market.logins[0]?.login
  const login = market.logins.find((known) => known.login === name || String(known.userId) === name)
  if (!login) throw new BadSetting(`There is no seller ${name}.`)
  return login.userId
}
