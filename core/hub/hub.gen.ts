// Generated from hub.schema.json by `npm run gen`. Do not edit.

export type HubEntityName = "product" | "order" | "customer" | "inventory";
/**
 * Exact decimal.
 */
export type HubDecimal = string;

export interface HubRecordAt {
  connectionId: string;
  resource: string;
  externalId: string;
}
export interface HubRecord {
  connectionId: string;
  plugin: string;
  resource: string;
  externalId: string;
  /**
   * What linked it to the others: the same SKU, document or order number, or a person.
   */
  linkedBy: "key" | "person" | null;
  data: {
    [k: string]: unknown;
  };
  changedAt: string;
}
export interface HubField {
  name: string;
  value: unknown;
  /**
   * Where the value is from.
   */
  connectionId: string;
  isConflict: boolean;
  values: {
    connectionId: string;
    externalId: string;
    value: unknown;
  }[];
}
export interface HubEntityView {
  id: string;
  entity: HubEntityName;
  key: string | null;
  /**
   * Money and quantities are decimal texts, currency is ISO 4217.
   */
  data: {
    [k: string]: unknown;
  };
  fields: HubField[];
  records: HubRecord[];
}
export interface HubEntityDetail {
  id: string;
  entity: HubEntityName;
  key: string | null;
  data: {
    [k: string]: unknown;
  };
  fields: HubField[];
  records: HubRecord[];
  /**
   * Others with the same key that nobody linked yet.
   */
  candidates: HubEntityView[];
}
export interface HubEntityList {
  items: HubEntityView[];
  nextCursor: string | null;
}
export interface HubQuery {
  /**
   * SKU, digits of the document, or order number.
   */
  key?: string;
  connectionId?: string;
  cursor?: string;
  limit?: number;
}
export interface HubOwner {
  /**
   * `*`: every field without an owner of its own.
   */
  field: string;
  connectionId: string;
}
export interface HubSettings {
  /**
   * @maxItems 60
   */
  owners: HubOwner[];
}
