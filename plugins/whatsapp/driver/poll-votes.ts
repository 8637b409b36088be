import { createHash } from 'node:crypto'
import { decryptPollVote, jidNormalizedUser, type WAMessage, type WASocket } from '@whiskeysockets/baileys'
import type { SentMessages } from './sent-messages.ts'

/**
 * The options that a vote chooses, as texts; null when the poll is not one of ours, or cannot be opened. The voter's client sealed it with
 * addresses of one form or the other, so all pairs are tried: a wrong one does not open.
 */
export async function chosenOptions(sent: SentMessages, socket: WASocket, message: WAMessage): Promise<string[] | null> {
  const update = message.message?.pollUpdateMessage
  const pollId = update?.pollCreationMessageKey?.id
  const poll = pollId == null ? null : await sent.find(pollId)
  const content = poll?.content?.pollCreationMessage ?? poll?.content?.pollCreationMessageV3 ?? poll?.content?.pollCreationMessageV2
  if (pollId == null || update?.vote == null || poll?.secret === undefined || content == null) return null
  const { key } = message
  const voters = [key.participant, key.participantAlt, key.remoteJid, key.remoteJidAlt]
  const creators = [socket.user?.lid, socket.user?.id]
  for (const creator of creators) {
    for (const voter of voters) {
      if (creator == null || voter == null || voter === '') continue
      const hashes = opened(() =>
        decryptPollVote(update.vote ?? {}, {
          pollCreatorJid: jidNormalizedUser(creator),
          pollMsgId: pollId,
          pollEncKey: poll.secret ?? new Uint8Array(),
          voterJid: jidNormalizedUser(voter),
        }),
      )
      if (hashes !== null)
        return textsOf(
          hashes,
          (content.options ?? []).map(({ optionName }) => optionName ?? ''),
        )
    }
  }
  return null
}

function opened(open: () => { selectedOptions?: Uint8Array[] | null }): readonly Uint8Array[] | null {
  try {
    return open().selectedOptions ?? []
  } catch {
    return null // The wrong pair of addresses: the next one may be right.
  }
}

function textsOf(hashes: readonly Uint8Array[], options: readonly string[]): string[] {
  const byHash = new Map(options.map((option) => [createHash('sha256').update(option).digest('hex'), option]))
  return hashes.flatMap((hash) => byHash.get(Buffer.from(hash).toString('hex')) ?? [])
}
