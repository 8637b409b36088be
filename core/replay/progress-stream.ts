import { Readable } from 'node:stream'
import type { RunningCheck } from './replay.service.ts'

/**
 * A check as newline-delimited JSON: `{done, total}` while it goes on, and `{result}` at its end. When the reader goes away, the
 * check stops.
 */
export function progressStream({ total, result }: RunningCheck): Readable {
  const leaving = new AbortController()
  const stream = new Readable({
    read() {},
    destroy(error, callback) {
      leaving.abort()
      callback(error)
    },
  })
  const say = (line: unknown): void => {
    if (!stream.destroyed) stream.push(`${JSON.stringify(line)}\n`)
  }
  say({ done: 0, total })
  result(leaving.signal, (done) => say({ done, total })).then(
    (check) => {
      say({ result: check })
      if (!stream.destroyed) stream.push(null)
    },
    (error) => stream.destroy(error),
  )
  return stream
}
