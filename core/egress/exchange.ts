import type { IncomingHttpHeaders } from 'node:http'
import type { Agent, Dispatcher } from 'undici'
import { EgressRefusal } from './refusal.ts'
import { SendFailure } from './send-failure.ts'

export interface Exchange {
  agent: Agent
  /** Scheme, host and port that are really dialled. */
  origin: string
  method: string
  /** Path and query. */
  path: string
  headers: Readonly<Record<string, string>>
  body: string | null
  maxBytes: number
  timeoutMs: number
  signal?: AbortSignal
  /** Looked at in the very moment before the first byte is written. False: nothing is written. */
  mayStart: () => boolean
  /** Told when bytes are about to be written: from here on the provider may have seen the request. */
  onStart: () => void
}

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  bytes: Buffer
}

/** `mayStart` said no. The connection is open now, so that asking again and sending takes no time. */
export class NotStarted extends Error {}

/** One request and its answer, within its limits (security.md C16). Throws SendFailure, EgressRefusal or NotStarted. */
export function exchange(request: Exchange): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const running = new RunningExchange(request, resolve, reject)
    request.agent.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
      },
      running,
    )
  })
}

class RunningExchange implements Dispatcher.DispatchHandler {
  private readonly request: Exchange
  private readonly resolve: (answer: RawAnswer) => void
  private readonly reject: (error: Error) => void
  private readonly timer: NodeJS.Timeout
  private readonly onAbort = () => this.fail(new SendFailure('timeout', 'the call was cancelled'))
  private controller: Dispatcher.DispatchController | null = null
  private settled = false
  private status = 0
  private headers: Record<string, string> = {}
  private chunks: Buffer[] = []
  private sizeBytes = 0

  constructor(request: Exchange, resolve: (answer: RawAnswer) => void, reject: (error: Error) => void) {
    this.request = request
    this.resolve = resolve
    this.reject = reject
    this.timer = setTimeout(
      () => this.fail(new SendFailure('timeout', `no complete answer within ${request.timeoutMs} ms`)),
      request.timeoutMs,
    )
    request.signal?.addEventListener('abort', this.onAbort, { once: true })
    if (request.signal?.aborted === true) this.onAbort()
  }

  /** Throwing here makes undici drop the request before a byte is written, and keeps the connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled) throw new Error('the call was given up before it was sent')
    if (!this.request.mayStart()) throw new NotStarted()
    this.controller = controller
    this.request.onStart()
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.status = status
    this.headers = flatten(headers)
    if (Number(this.headers['content-length'] ?? 0) > this.request.maxBytes && this.request.method !== 'HEAD')
      this.fail(tooLarge(this.request.maxBytes))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.sizeBytes += chunk.length
    if (this.sizeBytes > this.request.maxBytes) this.fail(tooLarge(this.request.maxBytes))
    else this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (!this.settle()) return
    this.resolve({ status: this.status, headers: this.headers, bytes: Buffer.concat(this.chunks, this.sizeBytes) })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.settle()) this.reject(asFailure(error))
  }

  private fail(error: SendFailure): void {
    if (!this.settle()) return
    this.chunks = []
    this.reject(error)
    this.controller?.abort(error)
  }

  private settle(): boolean {
    if (this.settled) return false
    this.settled = true
    clearTimeout(this.timer)
    this.request.signal?.removeEventListener('abort', this.onAbort)
    return true
  }
}

function tooLarge(maxBytes: number): SendFailure {
  return new SendFailure('too_large', `the answer is larger than ${maxBytes} bytes`)
}

function asFailure(error: Error): Error {
  if (error instanceof EgressRefusal || error instanceof NotStarted || error instanceof SendFailure) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new SendFailure('too_large', 'the headers of the answer are too large', error)
  return new SendFailure('network', networkReason(code), error)
}

/** What a flow author can act on. Addresses and library texts stay in the log. */
function networkReason(code: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name of the host could not be resolved'
    case 'ECONNREFUSED':
      return 'the host refused the connection'
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the host could not be reached'
    default:
      return code.startsWith('ERR_TLS') || code.includes('CERT')
        ? 'the certificate of the host is not valid'
        : 'the connection broke before the answer was complete'
  }
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  return flat
}
