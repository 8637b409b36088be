import './client.ts'
import * as sdk from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { type InJson, inJson } from './narrow.ts'

export type PublishCheck = InJson<open.PublishCheck>
export type CheckedStep = PublishCheck['steps'][number]
export type DifferenceKind = open.DifferenceKind

type Line = { done: number; total: number } | { result: open.PublishCheck }

/** What the last runs would have done on the draft. The server stops when `signal` aborts. */
export async function checkDraft(
  flowId: string,
  limit: number,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<PublishCheck> {
  const answer: unknown = await sdk.checkDraft({
    path: { flowId },
    body: { limit },
    headers: { Accept: 'application/x-ndjson' },
    parseAs: 'stream',
    signal,
  })
  if (!(answer instanceof ReadableStream)) throw new Error('the check did not answer line by line')
  for await (const line of linesOf(answer)) {
    const said: Line = JSON.parse(line)
    if ('result' in said) return inJson(said.result)
    onProgress(said.done, said.total)
  }
  throw new Error('the check ended without a result')
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield line
  }
}
