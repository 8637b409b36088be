// Generated from drivers.schema.json by `npm run gen`. Do not edit.

/**
 * How the open session of a connection stands.
 */
export interface Session {
  /**
   * `waiting`: it tries again by itself; `ended`: it does not.
   */
  state: "connecting" | "pairing" | "connected" | "waiting" | "ended";
  since: string | null;
  /**
   * A sentence for people.
   */
  reason: string | null;
  reasonCode: string | null;
  /**
   * What links the account: a credential, so null for whoever may not link it.
   */
  show: {
    kind: "qr" | "code";
    value: string;
    until: string;
  } | null;
  /**
   * Whether a worker holds it right now.
   */
  isHeld: boolean;
}
export interface StartSession {
  /**
   * `saved`: the account is linked already.
   */
  by: "qr" | "code" | "saved";
  /**
   * For `code`: the account's number, digits with country code.
   */
  phone?: string;
}
export interface StopSession {
  /**
   * Unlinks the account too.
   */
  forget: boolean;
}
