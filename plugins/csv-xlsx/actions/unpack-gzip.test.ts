import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { useCapabilities } from '../../../core/testing/capabilities.ts'

const files = useCapabilities('csv-xlsx', 'https://unused.example')

test('a packed file comes out as it was', async () => {
  const content = Buffer.from('%PDF-1.4 '.repeat(1_000))
  expect(await files().run('unpack-gzip', { contentBase64: gzipSync(content).toString('base64') })).toMatchObject({
    output: { contentBase64: content.toString('base64'), sizeBytes: content.length },
  })
})

test('C16 a bomb, a broken file and any other file are refused', async () => {
  const bomb = gzipSync(Buffer.alloc(30_000_000))
  const broken = gzipSync(Buffer.from('a long enough text to be broken in the middle')).fill(0xff, 12, 20)
  for (const bytes of [bomb, broken, Buffer.from('not packed at all, just text')])
    expect(await files().run('unpack-gzip', { contentBase64: bytes.toString('base64') })).toMatchObject({
      ok: false,
      failure: { class: 'permanent' },
    })
})
