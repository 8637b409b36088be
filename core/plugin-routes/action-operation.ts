import type { Json } from '../../sdk/flow/definition.ts'
import type { Route as ManifestRoute } from '../../sdk/manifest.gen.ts'
import type { Actions } from '../actions/actions.types.ts'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { LoadedAction } from '../registry/registry.types.ts'
import type { SyncService } from '../sync/sync.types.ts'
import { type AccountSource, CONNECTION_PARAM, requireAccount } from './accounts.ts'
import { failureOf } from './failure-of.ts'
import type { Operation } from './operation.types.ts'

export interface ActionOperationDeps {
  actions: Pick<Actions, 'execute'>
  sync: Pick<SyncService, 'syncRecord'>
  connections: AccountSource
  clock: Clock
}

const ASKS_PROVIDER = { quota: 120, windowSeconds: 60 }

/** One action, done now for one account. Whoever may start runs may do it: a run could do the same. */
export function actionOperation(
  plugin: string,
  { declared, input, output }: LoadedAction,
  refreshes: ManifestRoute['refreshes'],
  deps: ActionOperationDeps,
): Operation {
  return {
    role: 'operator',
    summary: declared.displayName.en,
    params: { connectionId: CONNECTION_PARAM },
    body: input.in('en'),
    response: output.in('en'),
    rateLimit: ASKS_PROVIDER,
    async run(request) {
      const { tenantId } = request.caller
      const { id: connectionId } = await requireAccount(deps.connections, plugin, request)
      const { connectionId: _named, ...values } = request.input
      const wrong = input.validator.validate(values, request.locale)
      if (wrong.length > 0)
        throw new AppError('invalid', { errors: wrong.map(({ field, reason }) => ({ field: shownField(field, request.shown), reason })) })
      const now = deps.clock.now()
      const result = await deps.actions.execute({
        tenantId,
        plugin,
        action: declared.name,
        connectionId,
        input: values,
        effectKey: `api:${newId('req', now)}`,
        now,
        seed: '00',
      })
      if (!result.ok) throw failureOf(result.failure)
      if (refreshes !== undefined) await refresh(tenantId, connectionId, refreshes.resource, values[refreshes.key])
      return { body: result.output }
    },
  }

  /** The stored record should say what was just done. It is done: when the provider cannot be read now, its webhook or the next sync brings it. */
  async function refresh(tenantId: string, connectionId: string, resource: string, key: Json | undefined): Promise<void> {
    if (typeof key !== 'string' && typeof key !== 'number') return
    try {
      await deps.sync.syncRecord(tenantId, { connectionId, plugin, resource, key: String(key) }, 'writeBack')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }
}

/** `/questionId` as the caller named it. */
function shownField(field: string, shown: (name: string) => string): string {
  const [, name = '', ...rest] = field.split('/')
  return name === '' ? field : ['', shown(name), ...rest].join('/')
}
