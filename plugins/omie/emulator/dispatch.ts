import { setTimeout as wait } from 'node:timers/promises'
import { type EmulatorAnswer, type EmulatorRequest, fieldsOf, html, isFields, json, listOf, textOf } from '@tomada/sdk/emulator'
import type { Admission, Envelope } from './admission.ts'
import type { Company, Erp, Operation } from './erp.types.ts'
import { faultAnswer, OmieFault, wrongKey } from './omie-fault.ts'
import { SERVICES } from './services.ts'
import { checkTags } from './tags.ts'

/** One envelope call: the operation is named in the body, and so are the keys. */
export async function answerCall(erp: Erp, admission: Admission, request: EmulatorRequest): Promise<EmulatorAnswer> {
  const { json: body, params } = request
  if (!isFields(body)) return faultAnswer('SOAP-ENV:Client-1', 'ERROR: Invalid JSON Object')
  const appKey = textOf(body['app_key']) ?? ''
  const call = textOf(body['call']) ?? ''
  const envelope: Envelope = { address: request.address, appKey, call, param: body['param'] }
  request.caller = appKey === '' ? null : appKey
  const company = companyOf(erp, appKey, textOf(body['app_secret']))
  if (company === null) return wrongKey(erp.limits.wrongKeyStatus)
  const refusal = admission.admit(envelope)
  if (refusal !== null) {
    // A refusal of the guards is a failed request too; a block is not counted on top.
    if (refusal.status !== 425) admission.judged(envelope, true)
    return refusal
  }
  const operation = operationOf(`${params['module']}/${params['service']}`, call)
  admission.began(envelope)
  try {
    if (erp.limits.answerMs > 0) await wait(erp.limits.answerMs)
    return runOperation(erp, company, operation, { call, body, requestId: request.id }, (isFault) => admission.judged(envelope, isFault))
  } finally {
    admission.ended(envelope)
  }
}

function runOperation(
  erp: Erp,
  company: Company,
  operation: Operation | null,
  request: { call: string; body: Readonly<Record<string, unknown>>; requestId: number },
  judged: (isFault: boolean) => void,
): EmulatorAnswer {
  try {
    if (operation === null) {
      throw new OmieFault('SOAP-ENV:Client-5001', `ERROR: Method [${request.call}] não existe neste serviço!`)
    }
    const given = listOf(request.body['param'])
    if (given.length !== 1) throw new OmieFault('SOAP-ENV:Client-5001', 'ERROR: A tag [PARAM] deve conter exatamente um objeto!')
    const param = fieldsOf(given[0])
    checkTags(param, operation.tags, operation.type)
    const answer = operation.run({ erp, company, param, now: erp.world.clock.now(), requestId: request.requestId })
    judged(false)
    return json(200, answer)
  } catch (error) {
    if (!(error instanceof OmieFault)) throw error
    judged(true)
    return faultAnswer(error.code, error.message, error.status)
  }
}

function operationOf(service: string, call: string): Operation | null {
  const operations = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined
  return operations !== undefined && Object.hasOwn(operations, call) ? (operations[call] ?? null) : null
}

function companyOf(erp: Erp, appKey: string, secret: string | undefined): Company | null {
  const company = erp.companies.get(appKey)
  return company === undefined || company.appSecret !== secret || company.isSuspended ? null : company
}

/** A browser that opens a service's address sees its documentation. */
export function documentationPage({ params }: EmulatorRequest): EmulatorAnswer {
  const service = `${params['module']}/${params['service']}`
  const operations = Object.hasOwn(SERVICES, service) ? Object.keys(SERVICES[service] ?? {}) : []
  return html(
    200,
    `<!doctype html><title>Omie API</title><h1>Omie API</h1><ul>${operations.map((name) => `<li>${name}</li>`).join('')}</ul>`,
  )
}
