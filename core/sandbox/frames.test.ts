import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BadFrame, encodeFrame, type Frame, FrameReader } from './frames.ts'

function readAll(chunks: readonly string[]): Frame[] {
  const frames: Frame[] = []
  const reader = new FrameReader((frame) => frames.push(frame))
  for (const chunk of chunks) reader.push(chunk)
  return frames
}

test('frames come out whole and in order, wherever the pipe cuts them', () => {
  const texts = fc.array(
    fc.string().map((text) => JSON.stringify(text)),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 6 }), fc.array(fc.nat(200)), (list, cuts) => {
      const all = list.map((one, seq) => encodeFrame({ t: 'result', seq, ms: 1 }, one)).join('')
      const chunks: string[] = []
      let from = 0
      for (const cut of cuts) {
        chunks.push(all.slice(from, from + cut))
        from += cut
      }
      chunks.push(all.slice(from))
      expect(readAll(chunks).map((frame) => frame.texts)).toEqual(list)
    }),
  )
})

test('C08 what is no frame is refused: a child may speak with the voice of a guest', () => {
  for (const line of [
    'x',
    'null',
    '[]',
    '{}',
    '{"t":"toString"}',
    '{"t":"result","seq":"1","ms":1}',
    '{"t":"fault","seq":1,"code":"other","path":null,"message":"m"}',
    '{"t":"fault","seq":1,"code":"timeout","path":null,"message":{}}',
    '{"t":"pong","texts":-1}',
    '{"t":"pong","texts":1e9}',
  ]) {
    expect(() => readAll([`${line}\n`]), line).toThrow(BadFrame)
  }
  const endless = Array.from({ length: 70 }, () => 'x'.repeat(1024 * 1024))
  expect(() => readAll(endless)).toThrow(BadFrame)
})
