import type { ExpressionScope } from './expression.types.ts'

/** Luxon knows zone and language of the instance in n8n; here they are said each time. */
export function luxonOptions(scope: Pick<ExpressionScope, 'timezone'>): string {
  return `{ zone: ${JSON.stringify(scope.timezone)}, locale: "en-US" }`
}

export function luxonNow(scope: Pick<ExpressionScope, 'timezone'>): string {
  return `DateTime.now().setZone(${JSON.stringify(scope.timezone)}).setLocale("en-US")`
}
