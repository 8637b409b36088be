// Generated from list-template.schema.json by `npm run gen`. Do not edit.

/**
 * How the next page is asked for.
 */
export type Paging = PagingNone | PagingPage | PagingOffset | PagingCursor | PagingLink | PagingScroll;
/**
 * Records of a page at most, as the provider allows; `{{limit}}` is never larger.
 */
export type Size = number;
/**
 * JSON Pointer (RFC 6901); `""` is the whole value.
 */
export type Place = string;
/**
 * What makes a page the last one. Unsaid: `short` for `page` and `offset`; an answer without a next token for the others. An empty page always is, except where the answer names the next one (`cursor`, `link`).
 */
export type Done = DoneShort | DoneEmpty | DoneTotal | DonePages | DoneField;

/**
 * A declarative list: the request for one page, how the next one is found, and where the records are. Texts may hold `{{path | filter}}` over `since`, `until`, `limit`, `parent`, `settings`, `account`, `app` (the OAuth app's public id) and `page`.
 */
export interface ListTemplateFile {
  request: {
    method: "GET" | "POST";
    /**
     * Absolute, without query. The origin is fixed; values in the path are percent-encoded.
     */
    url: string;
    /**
     * Lists repeat the name; null and absent values are left out, so `{{since}}` of a first sync is.
     */
    query?: {
      [k: string]: string | number | boolean;
    };
    headers?: {
      [k: string]: string;
    };
    /**
     * Body, sent as JSON. A member whose value is null stays: the provider sees null.
     */
    json?: {
      [k: string]: unknown;
    };
    /**
     * Body, sent as application/x-www-form-urlencoded.
     */
    form?: {
      [k: string]: string | number | boolean;
    };
  };
  paging: Paging;
  /**
   * Into the answer: the list of records. `""` when the answer itself is the list.
   */
  records?: Place;
  /**
   * Instead of `records`: the list of keys. Each record is then read by the resource's `detail`.
   */
  ids?: Place;
  /**
   * Into the answer: how many records there are in all.
   */
  total?: Place;
  done?: Done;
  /**
   * Each record, made of `{{record.…}}` (also `parent`, `account`). A bare path such as `{{record.order}}` keeps the provider's own numbers.
   */
  record?: string | {};
  /**
   * Members added to each record, for example the parent's id: values over `parent`, `account`, `record`.
   */
  with?: {};
}
/**
 * One answer holds everything.
 */
export interface PagingNone {
  kind: "none";
}
/**
 * `{{page.number}}` counts pages.
 */
export interface PagingPage {
  kind: "page";
  size: Size;
  /**
   * Number of the first page; 1 unless said.
   */
  first?: 0 | 1;
}
/**
 * `{{page.offset}}` counts records.
 */
export interface PagingOffset {
  kind: "offset";
  size: Size;
  /**
   * The provider goes no further; what lies behind it is the failure `window_too_large`, so that the sync asks for a shorter window.
   */
  maxOffset?: number;
}
/**
 * The answer holds the token of the next page, `{{page.cursor}}`, which can be used again later.
 */
export interface PagingCursor {
  kind: "cursor";
  size: Size;
  /**
   * Into the answer: the token; null, empty or absent at the end.
   */
  next: Place;
}
/**
 * The answer holds the address of the next page; only one below the request's fixed address is followed.
 */
export interface PagingLink {
  kind: "link";
  size: Size;
  /**
   * Into the answer. Unsaid: the `Link` header with `rel="next"`.
   */
  next?: Place;
}
/**
 * Like `cursor`, but the token, `{{page.cursor}}`, soon dies, and an empty page is the end. A dead one is the failure `cursor_expired`: the pass begins again.
 */
export interface PagingScroll {
  kind: "scroll";
  size: Size;
  /**
   * Into the answer: the token.
   */
  next: Place;
}
/**
 * Fewer records than `size`.
 */
export interface DoneShort {
  by: "short";
}
/**
 * No record at all: for providers whose pages may be short in the middle.
 */
export interface DoneEmpty {
  by: "empty";
}
/**
 * `total` is reached.
 */
export interface DoneTotal {
  by: "total";
}
/**
 * The answer says how many pages there are.
 */
export interface DonePages {
  by: "pages";
  pointer: Place;
}
/**
 * The answer says it.
 */
export interface DoneField {
  by: "field";
  pointer: Place;
  equals: string | number | boolean;
}
