import { type EmulatorAnswer, json } from '@tomada/sdk/emulator'

/** A refusal as Omie words it. Business faults come with status 500. */
export class OmieFault extends Error {
  override readonly name = 'OmieFault'
  readonly code: string
  readonly status: number

  constructor(code: string, text: string, status = 500) {
    super(text)
    this.code = code
    this.status = status
  }
}

export function faultAnswer(code: string, text: string, status = 500): EmulatorAnswer {
  return json(status, { faultstring: text, faultcode: code })
}

export const notFoundPage = (page: number) => new OmieFault('SOAP-ENV:Client-5113', `ERROR: Não existem registros para a página [${page}]!`)

export const missing = (what: string) => new OmieFault('SOAP-ENV:Client-103', `ERROR: ${what}`)

export const unknownOrder = (key: unknown) =>
  new OmieFault('SOAP-ENV:Client-105', `ERROR: Pedido não cadastrado para o Código [${String(key)}] !`)

export const invalid = (text: string) => new OmieFault('SOAP-ENV:Client-105', `ERROR: ${text}`)

export const duplicate = (text: string) => new OmieFault('SOAP-ENV:Client-102', `ERROR: ${text}`)

/** For faults that a test or the page plays by status alone. */
export function faultOfStatus(status: number): EmulatorAnswer {
  if (status === 401 || status === 403) return wrongKey(status)
  if (status === 425) return blocked(1800)
  if (status === 429) return faultAnswer('SOAP-ENV:Client-429', 'Too Many Requests', 429)
  return faultAnswer('SOAP-ENV:Server', 'SOAP-ERROR: Broken response from Application Server (4)', status)
}

export function wrongKey(status: number): EmulatorAnswer {
  return faultAnswer('SOAP-ENV:Client-101', 'ERROR: A chave de acesso está inválida ou o aplicativo está suspenso. (App-Key)', status)
}

export function blocked(seconds: number): EmulatorAnswer {
  return faultAnswer('MISUSE_API_PROCESS', `API bloqueada por consumo indevido. Tente novamente em ${seconds} segundos.`, 425)
}
