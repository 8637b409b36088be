// Generated from identity.schema.json by `npm run gen`. Do not edit.

export type Role = "viewer" | "operator" | "editor" | "admin" | "owner";
export type Locale = "pt-BR" | "en";
export type Email = string;
export type PersonName = string;
/**
 * At least 10 characters; any characters.
 */
export type NewPassword = string;
export type Password = string;
export type WorkspaceId = string;

export interface SetupState {
  /**
   * Nobody has an account yet: the first visitor becomes the owner.
   */
  needed: boolean;
  demoAvailable: boolean;
}
export interface SetUp {
  owner: {
    name: PersonName;
    email: Email;
    password: NewPassword;
  };
  workspace: {
    name: PersonName;
    /**
     * IANA name such as America/Sao_Paulo.
     */
    timezone: string;
    locale: Locale;
  };
}
export interface TokenSignIn {
  email: string;
  password: Password;
  /**
   * Keep the refresh token in a cookie that scripts cannot read, instead of in the answer.
   */
  useCookie?: boolean;
}
export interface SignIn {
  email: string;
  password: Password;
}
export interface Workspace {
  id: WorkspaceId;
  name: string;
  timezone: string;
  locale: Locale;
  isDemo: boolean;
}
export interface ChangeWorkspace {
  name?: PersonName;
  /**
   * IANA name such as America/Sao_Paulo.
   */
  timezone?: string;
}
export interface Me {
  user: {
    id: string;
    name: string;
    email: string;
    locale: Locale;
  };
  workspace: Workspace;
  role: Role;
  workspaces: {
    id: WorkspaceId;
    name: string;
    role: Role;
  }[];
}
export interface UpdateMe {
  name?: PersonName;
  locale?: Locale;
}
export interface ChangePassword {
  currentPassword: Password;
  newPassword: NewPassword;
}
export interface SwitchWorkspace {
  workspaceId: WorkspaceId;
}
export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  since: string;
}
export interface MemberList {
  items: Member[];
  nextCursor: string | null;
}
export interface AddMember {
  name: PersonName;
  email: Email;
  role: Role;
  /**
   * First password of a new account; an account that exists keeps its own.
   */
  password: string;
}
export interface UpdateMember {
  role: Role;
}
export interface Tokens {
  accessToken: string;
  /**
   * Null when it is in the cookie.
   */
  refreshToken: string | null;
  /**
   * Seconds until the access token expires.
   */
  expiresIn: number;
  tokenType: "Bearer";
}
export interface Refresh {
  /**
   * May instead come in the header X-Refresh-Token or the cookie tomada_refresh.
   */
  refreshToken?: string;
}
export interface AuditEntry {
  id: string;
  act: string;
  subject: string;
  /**
   * Null: the system itself.
   */
  userId: string | null;
  /**
   * Also of somebody who has left.
   */
  userName: string | null;
  /**
   * What belongs to the act and is no change.
   */
  detail: {};
  changes: AuditChange[];
  createdAt: string;
}
/**
 * One thing that the act changed. `before` null: it was not there; `after` null: it is not there any more. Of a secret it is told that it changed, and no value.
 */
export interface AuditChange {
  /**
   * Members of objects by their path: `settings.daysBack`.
   */
  name: string;
  before: unknown;
  after: unknown;
  isSecret: boolean;
}
export interface AuditList {
  items: AuditEntry[];
  nextCursor: string | null;
}
