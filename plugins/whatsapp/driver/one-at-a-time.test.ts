import { setTimeout as sleep } from 'node:timers/promises'
import { addTransactionCapability, DEFAULT_CONNECTION_CONFIG, generateSignalPubKey, initAuthCreds } from '@whiskeysockets/baileys'
import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'
import { SILENT } from './quiet-logger.ts'

const [SHOP, CUSTOMER] = ['5511999990001@s.whatsapp.net', '5511988880002@s.whatsapp.net']
const { makeSignalRepository } = DEFAULT_CONNECTION_CONFIG

type Make = typeof makeSignalRepository

function party(make: Make) {
  const creds = initAuthCreds()
  const stored = new Map<string, unknown>()
  const keys = addTransactionCapability(
    {
      // What was put in under a type's name comes out under it.
      get: (type, ids) => Object.fromEntries(ids.flatMap((id) => (stored.has(type + id) ? [[id, stored.get(type + id)]] : []))) as never,
      set(entries) {
        for (const [type, values] of Object.entries(entries)) for (const [id, value] of Object.entries(values)) stored.set(type + id, value)
      },
    },
    SILENT,
    { maxCommitRetries: 1, delayBetweenTriesMs: 1 },
  )
  return { creds, keys, repository: make({ creds, keys }, SILENT, async () => []) }
}

/** The library's, but what comes in takes a while to be stored, within the transaction that opens it. */
const storesSlowly: Make = (auth, logger, lookUp) => {
  const repository = makeSignalRepository(auth, logger, lookUp)
  const { decryptMessage } = repository
  const { keys } = auth
  if (!('transaction' in keys)) throw new Error('no transactions')
  return Object.assign(repository, {
    decryptMessage: (sealed: Parameters<typeof decryptMessage>[0]) =>
      keys.transaction(async () => {
        const plain = await decryptMessage(sealed)
        await sleep(50)
        return plain
      }, sealed.jid),
  })
}

/** The shop answers while the customer writes on; `read` are the answers that the customer's phone could open. */
async function talk(make: Make): Promise<string[]> {
  const shop = party(make)
  const customer = party(makeSignalRepository)
  const { creds } = customer
  await shop.repository.injectE2ESession({
    jid: CUSTOMER,
    session: {
      registrationId: creds.registrationId,
      identityKey: generateSignalPubKey(creds.signedIdentityKey.public),
      signedPreKey: {
        keyId: creds.signedPreKey.keyId,
        publicKey: generateSignalPubKey(creds.signedPreKey.keyPair.public),
        signature: creds.signedPreKey.signature,
      },
    } as Parameters<typeof shop.repository.injectE2ESession>[0]['session'],
  })
  const read: string[] = []
  // As the library sends: sealed within one transaction for the whole message.
  const answer = async (text: string) => {
    const seal = () => shop.repository.encryptMessage({ jid: CUSTOMER, data: Buffer.from(text) })
    const { type, ciphertext } = await shop.keys.transaction(seal, SHOP)
    const plain = customer.repository.decryptMessage({ jid: SHOP, type, ciphertext })
    await plain.then(
      (opened) => read.push(Buffer.from(opened).toString()),
      () => {},
    )
  }
  const hear = async (text: string) => {
    const { type, ciphertext } = await customer.repository.encryptMessage({ jid: SHOP, data: Buffer.from(text) })
    await shop.repository.decryptMessage({ jid: CUSTOMER, type, ciphertext })
  }
  await answer('hello')
  await hear('hi')
  await Promise.all([hear('and'), sleep(10).then(() => answer('first'))])
  await answer('second')
  return read
}

test('MV-82 an answer that is sent while a message comes in, and the one after it, are read by the phone', async () => {
  expect(await talk(oneAtATime(storesSlowly))).toEqual(['hello', 'first', 'second'])
})

test('the library by itself seals the second answer with a key that was used', async () => {
  expect(await talk(storesSlowly)).toEqual(['hello', 'first'])
})
