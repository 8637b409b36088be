/** Letters and digits that are not mistaken for one another when read aloud or copied by hand. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 16

/** A password to hand over: about 92 random bits. */
export function firstPassword(): string {
  let text = ''
  while (text.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // Bytes past the last whole alphabet would make its first letters likelier.
      if (byte < 256 - (256 % ALPHABET.length) && text.length < LENGTH) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}
