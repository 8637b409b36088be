// Generated from event-mapping.schema.json by `npm run gen`. Do not edit.

/**
 * A declarative trigger: what event a delivery makes. Texts may hold `{{path | filter}}` over `body` and `match`, the groups of `when.matches`.
 */
export interface EventMappingFile {
  /**
   * A delivery that does not match makes no event.
   */
  when?: {
    /**
     * JSON Pointer into the body.
     */
    pointer: string;
    /**
     * Linear-time pattern.
     */
    matches: string;
  };
  event: {
    /**
     * Id of what the event is about.
     */
    subject?: string;
    /**
     * When it happened at the provider.
     */
    time?: string;
    /**
     * The event's data; what flows see as `trigger`.
     */
    data: {
      [k: string]: unknown;
    };
  };
}
