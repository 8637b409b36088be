import type { StateReason } from '@tomada/sdk/driver'

/** What to do when a socket ends. */
export type Reaction =
  /** With the same credentials, at once: not a failure. */
  | { do: 'reopen' }
  /** After a growing wait. */
  | { do: 'retry'; reason: StateReason }
  /** Not by itself any more. `wipe`: the credentials are worth nothing now. */
  | { do: 'end'; reason: StateReason; needsPairing: boolean; wipe: boolean }
  /** Nobody typed the code in time: the next try starts from nothing. */
  | { do: 'startOver' }

export interface Disconnect {
  /** `lastDisconnect.error.output.statusCode`; null when the socket said nothing. */
  code: number | null
  message: string
  /** Whether the account was linked, so that the credentials are those of a device. */
  isLinked: boolean
  /** Ends without being open in between, this one included. */
  failures: number
}

const MANY_FAILURES = 5

const REASONS = {
  loggedOut: reason(
    'logged_out',
    'The device was removed on the phone. Link the number again.',
    'O aparelho foi removido no telefone. Ligue o número de novo.',
  ),
  banned: reason(
    'banned',
    'WhatsApp has blocked this number. It is not connected again by itself.',
    'O WhatsApp bloqueou este número. Ele não é conectado de novo sozinho.',
  ),
  restricted: reason(
    'restricted',
    'WhatsApp has blocked this number for a time. Wait before you connect it again.',
    'O WhatsApp bloqueou este número por um tempo. Espere antes de conectar de novo.',
  ),
  outdated: reason(
    'outdated',
    'WhatsApp no longer accepts this version of the client. Tomada must be updated.',
    'O WhatsApp não aceita mais esta versão do cliente. É preciso atualizar a Tomada.',
  ),
  mismatch: reason('mismatch', 'WhatsApp asks for the number to be linked again.', 'O WhatsApp pede que o número seja ligado de novo.'),
  conflict: reason(
    'conflict',
    'The same session was opened somewhere else. Connect again here if that was not meant.',
    'A mesma sessão foi aberta em outro lugar. Conecte de novo aqui se isso não foi intencional.',
  ),
  qrExpired: reason('qr_expired', 'Nobody scanned the QR in time. Ask for a new one.', 'Ninguém leu o QR a tempo. Peça um novo.'),
  network: reason('network', 'The connection to WhatsApp was lost.', 'A conexão com o WhatsApp caiu.'),
  badSession: reason(
    'bad_session',
    'WhatsApp refuses the session again and again. Link the number again.',
    'O WhatsApp recusa a sessão repetidamente. Ligue o número de novo.',
  ),
} as const

/**
 * The table of the sheet (1.4). Never an endless circle: a number that was removed, blocked or opened elsewhere stays closed until a
 * person says otherwise.
 */
export function reactionTo({ code, message, isLinked, failures }: Disconnect): Reaction {
  switch (code) {
    case 515:
      return { do: 'reopen' }
    case 401:
      // A code that nobody typed leaves half a device behind, which the server does not know.
      return isLinked ? { do: 'end', reason: REASONS.loggedOut, needsPairing: true, wipe: true } : { do: 'startOver' }
    case 403:
    case 406:
      return { do: 'end', reason: REASONS.banned, needsPairing: true, wipe: false }
    case 402:
      return { do: 'end', reason: REASONS.restricted, needsPairing: true, wipe: false }
    case 405:
    case 409:
      return { do: 'end', reason: REASONS.outdated, needsPairing: false, wipe: false }
    case 411:
      return { do: 'end', reason: REASONS.mismatch, needsPairing: true, wipe: true }
    case 440:
      // Coming back would end the other one, and it this one, for ever.
      return { do: 'end', reason: REASONS.conflict, needsPairing: false, wipe: false }
    case 408:
      return message.includes('QR refs')
        ? { do: 'end', reason: REASONS.qrExpired, needsPairing: true, wipe: true }
        : lost(failures, isLinked)
    case 500:
      return failures >= MANY_FAILURES
        ? { do: 'end', reason: REASONS.badSession, needsPairing: true, wipe: false }
        : { do: 'retry', reason: REASONS.network }
    default:
      return lost(failures, isLinked)
  }
}

/** A QR that nobody could see any more is not shown again by itself. */
function lost(failures: number, isLinked: boolean): Reaction {
  if (!isLinked && failures >= MANY_FAILURES) return { do: 'end', reason: REASONS.network, needsPairing: true, wipe: true }
  return { do: 'retry', reason: REASONS.network }
}

const FIRST_MS = 2_000
const LONGEST_MS = 300_000

/** 2 s, 4 s, 8 s … 5 min, each between half and the whole of it, so that many numbers do not come back at once. */
export function backOffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), 10))
  return Math.round(whole * (0.5 + random() / 2))
}

export const PASSKEY = reason(
  'passkey_required',
  'WhatsApp asks this account for a passkey, which linked devices of this kind cannot give. It cannot be linked at the moment.',
  'O WhatsApp pede uma chave de acesso (passkey) a esta conta, o que este tipo de aparelho não consegue dar. No momento ela não pode ser ligada.',
)

export const NOT_LINKED = reason('not_linked', 'The number is not linked yet.', 'O número ainda não foi ligado.')

function reason(code: string, en: string, ptBR: string): StateReason {
  return { code, text: { en, 'pt-BR': ptBR } }
}
