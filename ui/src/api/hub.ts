import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'
import { type InJson, inJson } from './narrow.ts'

export type HubEntityName = open.HubEntityName
export type HubEntity = InJson<open.HubEntityView>
export type HubEntityDetail = InJson<open.HubEntityDetail>
export type HubRecord = InJson<open.HubRecord>
export type HubRecordAt = open.HubRecordAt
export const HUB_ENTITIES: readonly HubEntityName[] = ['product', 'order', 'customer', 'inventory']

export const listHub = async (entity: HubEntityName, query: { key?: string; connectionId?: string; cursor?: string; limit?: number }) =>
  inJson(await api.listHubEntities({ path: { entity }, query }))
export const readHub = async (entity: HubEntityName, entityId: string) => inJson(await api.getHubEntity({ path: { entity, entityId } }))
export const linkHub = (entity: HubEntityName, entityId: string, body: HubRecordAt) =>
  api.linkHubRecord({ path: { entity, entityId }, body })
export const unlinkHub = (entity: HubEntityName, entityId: string, body: HubRecordAt) =>
  api.unlinkHubRecord({ path: { entity, entityId }, body })
