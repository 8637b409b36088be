import type { Json } from '../../sdk/flow/definition.ts'
import type { RecordAction } from '../../sdk/manifest.gen.ts'
import { AppError, type FieldError } from '../platform/errors.ts'
import type { LoadedAction, Registry } from '../registry/registry.types.ts'
import type { ResourcesService } from '../resources/resources.service.ts'
import type { StoredRecord } from '../resources/resources.types.ts'
import type { ResourcePlan } from '../resources/tables/resource-plan.ts'
import { isOffered, leftToAsk, takenFrom } from './bind-record.ts'
import type { RecordAt, RecordOffer, RecordViewer } from './record-views.types.ts'

export interface OffersDeps {
  registry: Pick<Registry, 'action'>
  resources: Pick<ResourcesService, 'planOf' | 'read'>
}

/** An action of the view of a record's resource, with the record. */
export interface FoundOffer {
  bound: RecordAction
  action: LoadedAction
  plan: ResourcePlan
  record: StoredRecord
}

/** What can be done with a record. Throws AppError `not_found` where there is no such record. */
export async function offersOf({ registry, resources }: OffersDeps, tenantId: string, at: RecordAt): Promise<FoundOffer[]> {
  const plan = resources.planOf(at.plugin, at.resource)
  const record = await resources.read(tenantId, at)
  return (plan.declared.view?.actions ?? []).flatMap((bound) => {
    const action = registry.action(at.plugin, bound.action)
    return action === null ? [] : [{ bound, action, plan, record }]
  })
}

export function showOffer({ bound, action, plan, record }: FoundOffer, locale: RecordViewer['locale']): RecordOffer {
  const { declared } = action
  const schema = action.input.in(locale)
  const decided = takenFrom(record.data, bound.input, schema)
  return {
    name: declared.name,
    displayName: declared.displayName[locale],
    description: declared.description[locale],
    effect: declared.effect,
    unavailable: record.deletedAt !== null ? 'deleted' : isOffered(plan, bound, record.data) ? null : 'condition',
    input: asJson(leftToAsk(schema, decided)),
    values: takenFrom(record.data, bound.prefill, schema),
    decided,
  }
}

/**
 * The whole input of the action: what the record decides and what a person gave. Throws AppError `conflict` where the record is not one
 * that it is offered on, `invalid` naming every field as `/input/…`.
 */
export function inputOf(found: FoundOffer, given: { [name: string]: Json }, locale: RecordViewer['locale']): { [name: string]: Json } {
  const offer = showOffer(found, locale)
  if (offer.unavailable !== null) throw new AppError('conflict', { params: { what: REFUSALS[offer.unavailable] } })
  const taken: FieldError[] = Object.keys(given)
    .filter((name) => Object.hasOwn(offer.decided, name))
    .map((name) => ({ field: `/input/${name}`, reason: DECIDED[locale] }))
  const input = { ...given, ...offer.decided }
  const wrong = found.action.input.validator.validate(input, locale).map(({ field, reason }) => ({ field: `/input${field}`, reason }))
  if (taken.length + wrong.length > 0) throw new AppError('invalid', { errors: [...taken, ...wrong] })
  return input
}

const REFUSALS: Readonly<Record<NonNullable<RecordOffer['unavailable']>, string>> = {
  deleted: 'the record is not there any more / o registro não existe mais',
  condition: 'this is not offered on the record as it is now / isto não vale para o registro como está agora',
}

const DECIDED: Readonly<Record<RecordViewer['locale'], string>> = {
  en: 'is decided by the record',
  'pt-BR': 'é definido pelo registro',
}

function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value))
}
