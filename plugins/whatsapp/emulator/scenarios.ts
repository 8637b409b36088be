import { type Fields, fieldsOf, numberOf, type Scenario, textOf, textsOf } from '@tomada/sdk/emulator'
import { proto } from '@whiskeysockets/baileys'
import { addPhone, findAccount, type Network, requireAccount } from './network.ts'
import { enterPairingCode, scanQr } from './pairing.ts'
import { goDeafTo, hangUpOn, kick, phoneReceipt, phoneSends, phoneSendsToGroup, phoneVotes, unlink } from './phone-acts.ts'
import { switchOff, switchOn } from './phone-inbox.ts'

const CUSTOMER = '5511988880002'
const COMPANY = '5511999990001'

/** What people and the network do, on demand: `POST /scenario/<name>`. Numbers default to the seeded shop and customer. */
export function scenarios(network: Network, ready: Promise<unknown>): Readonly<Record<string, Scenario>> {
  const played: Record<string, (input: Fields) => unknown> = {
    scan: (input) => scanQr(network, required(input, 'qr'), numberOr(input, 'number', COMPANY)),
    code: (input) => enterPairingCode(network, numberOr(input, 'number', COMPANY), required(input, 'code').replace('-', '')),
    message: async (input) => ({ id: await say(network, input) }),
    async vote(input) {
      const secret = Buffer.from(required(input, 'secret'), 'base64')
      const pollId = required(input, 'pollId')
      const id = await phoneVotes(network, { ...parties(input), pollId, secret, options: textsOf(input['options']) })
      return { id }
    },
    receipt(input) {
      const { from, to } = parties(input)
      const type = textOf(input['type'])
      phoneReceipt(network, from, to, textsOf(input['ids']), type === 'read' || type === 'played' ? type : undefined)
    },
    switchOff: (input) => switchOff(requireAccount(network, numberOr(input, 'number', CUSTOMER)).phone),
    switchOn: (input) => switchOn(requireAccount(network, numberOr(input, 'number', CUSTOMER)).phone),
    forgetKeys: (input) => requireAccount(network, numberOr(input, 'number', CUSTOMER)).phone.forgetKeys(),
    damage(input) {
      requireAccount(network, numberOr(input, 'number', CUSTOMER)).phone.damaged = numberOf(input['times']) ?? 1
    },
    kick: (input) => kick(network, numberOr(input, 'number', COMPANY), numberOf(input['code']) ?? 503),
    hangUp: (input) => hangUpOn(network, numberOr(input, 'number', COMPANY)),
    goDeaf: (input) => goDeafTo(network, numberOr(input, 'number', COMPANY)),
    unlink: (input) => unlink(network, numberOr(input, 'number', COMPANY)),
  }
  return Object.fromEntries(
    Object.entries(played).map(([name, play]): [string, Scenario] => [
      name,
      async (input) => {
        await ready
        return play(input)
      },
    ]),
  )
}

/** A text, or any message of the protocol as JSON, to a number or into a group. Anybody may write: a number that is new gets a phone. */
async function say(network: Network, input: Fields): Promise<string> {
  const { from, to } = parties(input)
  if (findAccount(network, from) === undefined) await addPhone(network, from, `Cliente ${from.slice(-4)}`)
  const message = proto.Message.fromObject({ ...fieldsOf(input['message'] ?? { conversation: textOf(input['text']) ?? 'Olá!' }) })
  const group = textOf(input['group'])
  if (group !== undefined) {
    const found = network.groups.get(group)
    if (found === undefined) throw new Error(`no group ${group}`)
    return phoneSendsToGroup(network, from, found, message)
  }
  const id = textOf(input['id'])
  requireAccount(network, to)
  return phoneSends(network, {
    from,
    to,
    message,
    byNumber: input['byNumber'] === true,
    hidesNumber: input['hidesNumber'] === true,
    ...(id === undefined ? {} : { id }),
  })
}

function parties(input: Fields): { from: string; to: string } {
  return { from: numberOr(input, 'from', CUSTOMER), to: numberOr(input, 'to', COMPANY) }
}

function numberOr(input: Fields, name: string, otherwise: string): string {
  return textOf(input[name]) ?? otherwise
}

function required(input: Fields, name: string): string {
  const text = textOf(input[name])
  if (text === undefined) throw new Error(`${name} is missing`)
  return text
}
