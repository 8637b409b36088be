import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino'
import { redact, redactText } from './redact.ts'

export type Logger = PinoLogger
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export interface LoggerOptions {
  level: LogLevel
  /** Where lines go; standard output, written asynchronously, unless given. */
  destination?: DestinationStream
  /** Fields of every line, for example the role of this process. */
  fields?: Record<string, unknown>
}

/**
 * Structured JSON lines: `time` (RFC 3339), `level` by name, `msg` as an event in a few words, everything else as fields.
 * Children carry ids (`requestId`, `tenantId`, `runId`, `connectionId`); setting `logger.level` changes it while running.
 */
export function createLogger(options: LoggerOptions): Logger {
  const logger = pino(
    {
      level: options.level,
      base: options.fields ?? null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'msg',
      errorKey: 'err',
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), bindings: redact, log: redact },
      hooks: { logMethod: redactMessage },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 }),
  )
  return redactChildren(logger)
}

/** pino does not pass a child's fields through its formatters; children inherit from their parent, so one override serves all. */
function redactChildren(logger: Logger): Logger {
  const child = logger.child
  const redacting: typeof child = function (this: Logger, fields, options) {
    return child.call(this, redact(fields), options)
  } as typeof child
  logger.child = redacting
  return logger
}

/** Resolves when every line so far has been written; call before the process ends. */
export async function flushLogger(logger: Logger): Promise<void> {
  await new Promise<void>((resolve) => logger.flush(() => resolve()))
}

function redactMessage(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  // A message is a fixed text by our style; should one ever hold a credential, it does not get through either.
  const [first, message, ...rest] = args
  if (typeof first === 'string') method.apply(this, [redactText(first), message, ...rest])
  else if (first instanceof Error && message === undefined) method.apply(this, [first, redactText(first.message)])
  else method.apply(this, [first, typeof message === 'string' ? redactText(message) : message, ...rest])
}
