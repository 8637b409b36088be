// Generated from record-views.schema.json by `npm run gen`. Do not edit.

/**
 * `pending`: written down here; `sent`: on its way to the provider; `confirmed`: the provider did it; `failed`: certainly not done; `uncertain`: it may have been done.
 */
export type EditState = "pending" | "sent" | "confirmed" | "failed" | "uncertain";

export interface RecordOfferView {
  name: string;
  displayName: string;
  description: string;
  effect: "read" | "create" | "update" | "delete" | "send";
  /**
   * Why it cannot be done now.
   */
  unavailable: "deleted" | "condition" | null;
  /**
   * JSON Schema of what a person gives.
   */
  input: {
    [k: string]: unknown;
  };
  /**
   * Where a person begins: from the record.
   */
  values: {
    [k: string]: unknown;
  };
  /**
   * Inputs that the record decides.
   */
  decided: {
    [k: string]: unknown;
  };
}
export interface RecordOfferList {
  items: RecordOfferView[];
  nextCursor: null;
}
export interface RunRecordAction {
  /**
   * What is left of the action's input when the record has decided its part.
   */
  input: {
    [k: string]: unknown;
  };
}
export interface RecordEditView {
  id: string;
  plugin: string;
  resource: string;
  connectionId: string;
  key: string;
  action: string;
  state: EditState;
  /**
   * All of what was sent.
   */
  input: {
    [k: string]: unknown;
  };
  /**
   * The provider's answer; null when there is none, or it is too large to keep.
   */
  output: {
    [k: string]: unknown;
  };
  error: null | {
    code: string;
    message: string;
  };
  requestedBy: {
    userId: string;
    name: string | null;
  };
  requestedAt: string;
  sentAt: string | null;
  endedAt: string | null;
  /**
   * What reading the record again brought; null when it was not read.
   */
  reread: "stored" | "unchanged" | "deleted" | "failed" | null;
}
export interface RecordEditList {
  items: RecordEditView[];
  nextCursor: string | null;
}
export interface RecordEditQuery {
  plugin?: string;
  resource?: string;
  connectionId?: string;
  key?: string;
  state?: EditState;
  cursor?: string;
  limit?: number;
}
export interface RelatedRecord {
  connectionId: string;
  key: string;
  title: string;
  /**
   * As in the list of its resource.
   */
  fields: {
    [k: string]: string | number | boolean | null;
  };
  /**
   * As in the list of its resource.
   */
  currency: string | null;
  deletedAt: string | null;
}
export interface RelatedRecordsList {
  items: {
    plugin: string;
    resource: string;
    displayName: string;
    records: RelatedRecord[];
    hasMore: boolean;
  }[];
  nextCursor: null;
}
export interface MomentView {
  at: string;
  /**
   * `told`: a time that the record names; `created`, `changed` (its status) and `deleted`: seen here; `edit`: sent from here.
   */
  kind: "told" | "created" | "changed" | "deleted" | "edit";
  /**
   * Which records it is about, when not this one.
   */
  of: string | null;
  title: string;
  before: string | null;
  after: string | null;
  /**
   * Of an edit.
   */
  state: null | EditState;
  byName: string | null;
}
export interface MomentList {
  items: MomentView[];
  nextCursor: null;
}
