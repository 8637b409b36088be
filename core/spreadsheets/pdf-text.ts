/** Text in the fonts that every PDF reader has: bytes of WinAnsiEncoding, and widths of Helvetica. */

/** Windows-1252 where it differs from Latin-1, from 0x80 on. Source: ISO 32000-1, annex D.2; WHATWG index-windows-1252. */
export const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** Of space to `~`, in thousandths of the size. Source: Adobe Core 14 AFM, Helvetica. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278,
  278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
  667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556,
  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]
const WIDE = 600
const ELLIPSIS = '…'

/** What the font cannot show: an accented letter becomes its plain one, everything else `?`. */
export function showable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text
  let shown = ''
  for (const character of text.normalize('NFC')) {
    if (byteOf(character) !== null) shown += character
    else if (character <= ' ') shown += ' '
    else {
      const base = character.normalize('NFKD').replace(/\p{M}/gu, '')
      shown += base !== '' && [...base].every((each) => byteOf(each) !== null) ? base : '?'
    }
  }
  return shown
}

function byteOf(character: string): number | null {
  const code = character.codePointAt(0) ?? 0
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code
  const at = code < 0x80 ? -1 : WINDOWS_1252.indexOf(character)
  return at === -1 || (code >= 0x80 && code <= 0x9f) ? null : 0x80 + at
}

/** As a literal string of a content stream; one character for each byte. `text` is showable. */
export function literal(text: string): string {
  const plain = /^[ -~]*$/.test(text) ? text : [...text].map((each) => String.fromCharCode(byteOf(each) ?? 0x3f)).join('')
  return `(${plain.replace(/[\\()]/g, '\\$&')})`
}

const widths = new Map<string, number>()

/** In points, of showable text. */
export function textWidth(text: string, size: number): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    sum += WIDTHS[code - 0x20] ?? otherWidth(text.charAt(at))
  }
  return (sum * size) / 1000
}

function otherWidth(character: string): number {
  let width = widths.get(character)
  if (width === undefined) {
    width = WIDTHS[(character.normalize('NFD').codePointAt(0) ?? 0) - 0x20] ?? (character === ELLIPSIS ? 1000 : WIDE)
    widths.set(character, width)
  }
  return width
}

/** Showable text in lines of at most this width, words kept whole where they fit; what is beyond the last line ends in `…`. */
export function wrapped(text: string, width: number, size: number, mostLines: number): string[] {
  if (textWidth(text, size) <= width) return [text]
  const lines: string[] = []
  let rest = text
  while (rest !== '' && lines.length < mostLines) {
    const fits = fitting(rest, width, size)
    if (fits === rest.length) {
      lines.push(rest)
      return lines
    }
    if (lines.length === mostLines - 1) {
      lines.push(rest.slice(0, Math.max(1, fitting(rest, width - size, size))) + ELLIPSIS)
      return lines
    }
    const blank = rest.lastIndexOf(' ', fits)
    const end = blank > 0 ? blank : fits
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return lines
}

/** How many characters fit; at least one, so that a narrow column ends. */
function fitting(text: string, width: number, size: number): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    sum += textWidth(text.charAt(at), size)
    if (sum > width) return Math.max(1, at)
  }
  return text.length
}
