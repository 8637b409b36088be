import type { Json } from '@tomada/sdk/flow'
import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { type InJson, inJson, type Narrowed, type Schema, schema } from './narrow.ts'
import type { RecordAt } from './resources.ts'

/** What can be done with a record; `input` is the form of what is left to give. */
export type RecordOffer = Narrowed<open.RecordOfferView, { input: Schema }>
/** One thing that was sent to a provider about a record, and how far it is. */
export type RecordEdit = InJson<open.RecordEditView>
export type EditState = RecordEdit['state']
export type RelatedGroup = open.RelatedRecordsList['items'][number]
export type Moment = open.MomentView
export type EditQuery = NonNullable<open.ListRecordEditsData['query']>

const pathOf = ({ plugin, resource, connectionId, key }: RecordAt) => ({ plugin, resource, connectionId, key })

export const listOffers = async (at: RecordAt): Promise<{ items: RecordOffer[] }> => ({
  items: inJson(await api.listRecordActions({ path: pathOf(at) })).items.map((offer) => ({ ...offer, input: schema(offer.input) })),
})

/** `effectKey`: however often it is asked with the same one, the provider is called once. */
export const runRecordAction = async (at: RecordAt, action: string, input: { [name: string]: Json }, effectKey: string) =>
  inJson(await api.runRecordAction({ path: { ...pathOf(at), action }, body: { input }, headers: { 'Idempotency-Key': effectKey } }))

export const listEdits = async (query: EditQuery) => inJson(await api.listRecordEdits({ query }))
export const listRelated = (at: RecordAt) => api.listRelatedRecords({ path: pathOf(at) })
export const readTimeline = (at: RecordAt) => api.getRecordTimeline({ path: pathOf(at) })
