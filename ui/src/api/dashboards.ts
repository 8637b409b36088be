import './client.ts'
import * as api from './generated/sdk.gen.ts'
import type * as open from './generated/types.gen.ts'

export type Operations = open.Operations
export type Integrations = open.Integrations
export type ResourceStats = open.ResourceStatsView
export type Answers = open.Answers
export type Stock = open.Stock

/** Local days up to today. */
export const readOperations = (days: number) => api.getOperationsDashboard({ query: { days } })
export const readIntegrations = (days: number) => api.getIntegrationsDashboard({ query: { days } })
/** `from`: first local day. */
export const readResourceStats = (plugin: string, resource: string, from?: string) =>
  api.getResourceStats({ path: { plugin, resource }, query: from === undefined ? {} : { from } })
export const readAnswers = (plugin: string, resource: string, days: number) =>
  api.getAnswersDashboard({ path: { plugin, resource }, query: { days } })
/** Items with at most so many. */
export const readStock = (plugin: string, resource: string, max: number) =>
  api.getStockDashboard({ path: { plugin, resource }, query: { max } })
