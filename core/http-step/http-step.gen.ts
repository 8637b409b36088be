// Generated from http-step.schema.json by `npm run gen`. Do not edit.

export interface ImportCurl {
  text: string;
}
export interface ImportedCurl {
  /**
   * Fields of an HTTP step, as in the flow definition, without its name.
   */
  step: {
    kind: "http";
    method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
    url: string;
    headers?: {
      [k: string]: string;
    };
    query?: {
      /**
       * A text, or a list of texts.
       */
      [k: string]: {
        [k: string]: unknown;
      };
    };
    body?: {
      type: "json" | "form" | "text";
      /**
       * Any JSON value.
       */
      value: {
        [k: string]: unknown;
      };
    };
    timeoutMs?: number;
  };
  warnings: {
    code: string;
    text: string;
  }[];
}
