// Generated from request-template.schema.json by `npm run gen`. Do not edit.

/**
 * A declarative action: one request and what its answer means. Texts may hold `{{path | filter}}` over `input`, `account`, `settings` and `app` (the OAuth app's public id), and in `output` also over `body` and `status`.
 */
export interface RequestTemplateFile {
  request: {
    method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
    /**
     * Absolute, without query. The origin is fixed; values in the path are percent-encoded.
     */
    url: string;
    /**
     * Lists repeat the name; null and absent values are left out.
     */
    query?: {
      [k: string]: string | number | boolean;
    };
    headers?: {
      [k: string]: string;
    };
    /**
     * Body, sent as JSON.
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
  /**
   * The action's output.
   */
  output: {
    [k: string]: unknown;
  };
}
