const POSTGRES_AWAY = new Set(['53100', '53200', '53300', '57P01', '57P02', '57P03'])
const SOCKET_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'])
/** What the driver says of a connection that was cut, or could not be had in time. */
const CONNECTION_AWAY = /^(Connection terminated|Connection ended|timeout expired|timeout exceeded when trying to connect)/

/** The database is away, full, crowded or restarting (G13): whoever asked may come back, and it is no bug of ours. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'KnexTimeoutError' || CONNECTION_AWAY.test(error.message)) return true
  if (!('code' in error) || typeof error.code !== 'string') return false
  // A host name with several addresses fails as one AggregateError with the code and no syscall.
  const isSocket = 'syscall' in error || error instanceof AggregateError
  return POSTGRES_AWAY.has(error.code) || (isSocket && SOCKET_AWAY.has(error.code))
}
