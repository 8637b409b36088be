import { type Capabilities, useCapabilities } from '../../../core/testing/capabilities.ts'
import { loadOmie, ORIGIN } from './connected-company.ts'

/** The connector's actions over recorded answers. */
export function useRecorded(): () => Capabilities {
  return useCapabilities('omie', ORIGIN, { load: loadOmie })
}

/** A refusal as Omie words it. */
export function fault(code: string, text: string, status = 500): { status: number; json: { [name: string]: string } } {
  return { status, json: { faultcode: code, faultstring: text } }
}

export const EMPTY = fault('SOAP-ENV:Client-5113', 'ERROR: Não existem registros para a página [1]!')
