import type { DriverEntry, DriverHost } from '@tomada/sdk/driver'
import {
  type AuthenticationCreds,
  BufferJSON,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys'
import { keepWipes } from './group-notes.ts'

export interface AuthState {
  creds: AuthenticationCreds
  keys: SignalKeyStore
  /** The library has changed `creds`: the whole of it is stored, in the order of the calls. */
  save(): Promise<void>
  /** Forgets the device. What a socket of that device still wants to store is refused from now on. */
  reset(): Promise<void>
  /** How often it was forgotten. */
  readonly era: number
}

const CREDS = 'creds'

/**
 * The device's credentials and Signal keys, kept by the host. Their text goes through the library's own replacer and reviver: values are
 * bytes inside, and JSON columns would lose them.
 */
export async function loadAuthState({ store }: Pick<DriverHost, 'store'>): Promise<AuthState> {
  const found = (await store.get(CREDS, [CREDS]))[CREDS]
  let tail: Promise<void> = Promise.resolve()
  let era = 0
  const writing = new Set<Promise<void>>()
  const state: AuthState = {
    get era() {
      return era
    },
    creds: found === undefined ? initAuthCreds() : decode<AuthenticationCreds>(found),
    keys: keepWipes({
      async get(type, ids) {
        const entries = await store.get(`key:${type}`, ids)
        return Object.fromEntries(Object.entries(entries).map(([id, text]) => [id, keyOf(type, text)]))
      },
      async set(data) {
        const write = store.set(entriesOf(data))
        writing.add(write)
        await write.finally(() => writing.delete(write))
      },
    }),
    save() {
      const value = encode(state.creds)
      // Whoever saved before was told of its failure; this one stores the whole anew.
      tail = tail.catch(() => {}).then(() => store.set([{ kind: CREDS, id: CREDS, value }]))
      return tail
    },
    async reset() {
      era++
      // What could not be saved is forgotten now anyway.
      await Promise.allSettled([tail, ...writing])
      await store.clear()
      state.creds = initAuthCreds()
    },
  }
  return state
}

/** What one socket sees of it. Once the socket is given up, or its device forgotten, what it still tries to store would undo what was stored since. */
export function fencedFor(auth: AuthState, isGivenUp: () => boolean): Pick<AuthState, 'creds' | 'keys'> {
  const { creds, keys, era } = auth
  return {
    creds,
    keys: {
      get: (type, ids) => keys.get(type, ids),
      async set(data) {
        if (isGivenUp() || auth.era !== era) throw new Error('this socket was given up')
        await keys.set(data)
      },
    },
  }
}

export function isLinked({ account, me }: AuthenticationCreds): boolean {
  return account != null && me !== undefined
}

function encode(value: unknown): string {
  return JSON.stringify(value, BufferJSON.replacer)
}

function decode<T>(text: string): T {
  return JSON.parse(text, BufferJSON.reviver)
}

/** One kind of value is an instance of a class, and has to become one again. */
function keyOf<T extends keyof SignalDataTypeMap>(type: T, text: string): SignalDataTypeMap[T] {
  const value = decode<SignalDataTypeMap[T]>(text)
  return type === 'app-state-sync-key' ? Object.assign(new proto.Message.AppStateSyncKeyData(), value) : value
}

/** Whatever kinds the library has: the list has grown before. */
function entriesOf(data: SignalDataSet): DriverEntry[] {
  return Object.entries(data).flatMap(([type, values]) =>
    Object.entries(values ?? {}).map(([id, value]) => ({ kind: `key:${type}`, id, value: value == null ? null : encode(value) })),
  )
}
