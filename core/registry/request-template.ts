import type { Json } from '../../sdk/flow/definition.ts'
import type { RequestTemplateFile } from '../../sdk/request-template.gen.ts'
import { asJson, compileRequest, type RenderedRequest } from './compiled-request.ts'
import { type CompiledTemplate, compileTemplate } from './template.ts'

/** What a template may read besides its input. */
export interface Surroundings {
  /** The connection's account at the provider. */
  account: string | null
  /** The connection's settings. */
  settings: Json
  /** The public id of the OAuth app. */
  app: string | null
}

export interface RequestTemplate {
  method: string
  /** Scheme, host and the path up to the first value: what egress rules are checked against. */
  fixedUrl: string
  /** Throws RequestValueError when a value of the input cannot stand where the template puts it. */
  render(input: Json, around?: Surroundings): RenderedRequest
  output: CompiledTemplate
  paths: CompiledTemplate['paths']
}

const ROOTS = ['input', 'account', 'settings', 'app']

/** Compiles a declarative action. Throws TemplateError on the first fault of its texts. */
export function compileRequestTemplate(file: RequestTemplateFile): RequestTemplate {
  const request = compileRequest(file.request, ROOTS)
  const output = compileTemplate(asJson(file.output), [...ROOTS, 'body', 'status'])
  return {
    method: request.method,
    fixedUrl: request.fixedUrl,
    output,
    paths: [...request.paths, ...output.paths],
    render: (input, around) => request.render({ ...around, input }),
  }
}
