import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import type { JsonSchema, Route } from '../http/route.ts'
import type { Operation } from './operation.types.ts'

export interface Shape {
  response: JsonSchema | undefined
  wrap(body: unknown): unknown
  /** How a refusal looks; undefined: as everywhere. */
  problem?: NonNullable<Route['problem']>
}

/** The shape that a source system's callers know. Lists are answered in our list envelope, anything else as it is, unless the manifest says otherwise. */
export function shapeOf(shape: ManifestRoute['shape'], { response }: Pick<Operation, 'response'>): Shape {
  switch (shape) {
    case undefined:
    case 'list':
      return { response, wrap: (body) => body }
    case 'plain':
      return { response: itemsOf(response), wrap: (body) => (isList(body) ? body.items : body) }
    case 'successEnvelope':
      return {
        response: enveloped(response),
        wrap: (body) => ({ success: true, data: body }),
        problem: ({ title, detail, errors }, status) => ({
          status,
          body: { success: false, error: title, details: errors.length === 0 ? detail : errors },
        }),
      }
    default:
      return shape satisfies never
  }
}

function isList(body: unknown): body is { items: unknown[] } {
  return typeof body === 'object' && body !== null && 'items' in body && Array.isArray(body.items) && 'nextCursor' in body
}

/** Of a list: its array. */
function itemsOf(response: JsonSchema | undefined): JsonSchema | undefined {
  const properties = response?.['properties']
  if (typeof properties !== 'object' || properties === null || !('items' in properties) || !('nextCursor' in properties)) return response
  return Object.fromEntries(Object.entries(properties.items ?? {}))
}

function enveloped(response: JsonSchema | undefined): JsonSchema {
  const { $defs, ...data } = response ?? {}
  return {
    type: 'object',
    required: ['success', 'data'],
    additionalProperties: false,
    properties: { success: { const: true }, data },
    ...($defs === undefined ? {} : { $defs }),
  }
}
