import { parse } from 'acorn'

/**
 * The joined script without the comments in which the bundler says where each file lies: they differ from one folder to the next, and
 * with them the hash.
 */
export function portableScript(script: string): string {
  const places: Array<[from: number, to: number]> = []
  parse(script, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    // The connector's own comments are gone by now.
    onComment: (isBlock, _text, from, to) => {
      if (!isBlock) places.push([from, to])
    },
  })
  let kept = ''
  let at = 0
  for (const [from, to] of places) {
    kept += script.slice(at, from).replace(/[ \t]+$/, '')
    // The line's end goes with it.
    at = script[to] === '\n' ? to + 1 : to
  }
  return kept + script.slice(at)
}
