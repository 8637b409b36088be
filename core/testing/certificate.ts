import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface MadeCertificate {
  /** PEM. */
  key: string
  /** PEM. */
  cert: string
}

const SEQUENCE = 0x30
const OIDS = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
} as const
const DAY_MS = 86_400_000

/** A self-signed certificate for these host names (RFC 5280), good from yesterday for a week, or over since yesterday. */
export function makeCertificate(names: readonly string[], { isOver = false } = {}): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(SEQUENCE, oid('ecdsaWithSha256'))
  const commonName = der(SEQUENCE, oid('commonName'), der(0x0c, Buffer.from(names[0] ?? '')))
  const name = der(SEQUENCE, der(0x31, commonName))
  const now = Date.now()
  const [from, to] = isOver ? [now - 9 * DAY_MS, now - DAY_MS] : [now - DAY_MS, now + 7 * DAY_MS]
  const hosts = der(SEQUENCE, ...names.map((host) => der(0x82, Buffer.from(host))))
  const extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, oid('subjectAltName'), der(0x04, hosts))))
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)])
  const body = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    name,
    der(SEQUENCE, time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const certificate = der(SEQUENCE, body, algorithm, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`,
  }
}

/** Tag, length, value (X.690 8.1). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const { length } = value
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}

function oid(name: keyof typeof OIDS): Buffer {
  return der(0x06, Buffer.from(OIDS[name]))
}

/** UTCTime: `261123142900Z`. */
function time(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}
