import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type { GetDeliveryResponse, Mapping, Stage } from './generated/types.gen.ts'

/** Parts that only a single delivery carries. */
type Content = 'method' | 'query' | 'headers' | 'body' | 'timeline'

export type Delivery = Omit<GetDeliveryResponse, Content>
export type DeliveryDetail = Delivery & Required<Pick<GetDeliveryResponse, Content>>
/** `detail` of `deduplicated`: copies received; of `stored`: the verdict; of `fetched`: the step; of `processed`: how the run ended. */
export type DeliveryStage = Stage
/** Of a message that was answered before its connector knew what it means. `mapped` may still mean no run. */
export type DeliveryMapping = Mapping
export type Verdict = Delivery['verdict']
/** Copies are kept with the first: there is no list of them. */
export type FilteredVerdict = Exclude<Verdict, 'duplicate'>
export const FILTERED_VERDICTS: readonly FilteredVerdict[] = ['accepted', 'unmatched', 'bad_signature', 'quarantined']
export const VERDICTS: readonly Verdict[] = ['accepted', 'duplicate', 'bad_signature', 'unmatched', 'quarantined']

export const listDeliveries = (filter: { cursor?: string; limit?: number; flowId?: string; plugin?: string; verdict?: FilteredVerdict }) =>
  api.listDeliveries({ query: filter })
export const readDelivery = async (deliveryId: string) => detailOf(await api.getDelivery({ path: { deliveryId } }))
/** Throws ApiError 409 unless its mapping has failed for good. */
export const mapAgain = async (deliveryId: string) => detailOf(await api.mapDeliveryAgain({ path: { deliveryId } }))

function detailOf({ method = '', query = '', headers = {}, body = '', timeline = [], ...delivery }: GetDeliveryResponse): DeliveryDetail {
  return { ...delivery, method, query, headers, body, timeline }
}
