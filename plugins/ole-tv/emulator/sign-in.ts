import type { EmulatorAnswer, EmulatorRequest, EmulatorRoute } from '@tomada/sdk/emulator'
import { type Form, readForm } from './form.ts'
import { LOCKED_AT, type Partner } from './partner.ts'
import { refused, TEXTS } from './texts.ts'

export interface Call {
  form: Form
  request: EmulatorRequest
  /** A segment of the path. */
  param(name: string): string
}

/** One endpoint: POST, with `keyapi`, `login` and `pass` in the form of every call. */
export function endpoint(partner: Partner, path: string, answer: (call: Call) => EmulatorAnswer): EmulatorRoute {
  return {
    method: 'POST',
    path,
    answer(request) {
      const form = readForm(request)
      const refusal = signIn(partner, request, form)
      if (refusal !== null) return refusal
      request.caller = partner.account.login
      return answer({ form, request, param: (name) => request.params[name] ?? '' })
    },
  }
}

/** The third wrong sign-in in a row locks address and login for good; right ones are refused too from then on. */
function signIn(partner: Partner, { address }: EmulatorRequest, form: Form): EmulatorAnswer | null {
  const { account, strikes, switches } = partner
  const key = `${address} ${form.text('login')}`
  const before = strikes.get(key) ?? 0
  if (before >= LOCKED_AT) return refused(switches.errorStatus, TEXTS.locked)
  const isRight = form.text('keyapi') === account.keyapi && form.text('login') === account.login && form.text('pass') === account.pass
  if (isRight) {
    strikes.delete(key)
    return null
  }
  strikes.set(key, before + 1)
  return refused(switches.errorStatus, TEXTS.badCredential)
}
