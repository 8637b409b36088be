// Generated from manifest.schema.json by `npm run gen`. Do not edit.

/**
 * Semantic version without build metadata; never used twice.
 */
export type Semver = string;
/**
 * The publisher's id, the part of `id` before the `/`.
 */
export type PublisherId = string;
/**
 * An https address.
 */
export type HttpsUrl = string;
/**
 * File inside the connector's folder, with `/`.
 */
export type Path = string;
/**
 * Path of an address, beginning with `/`.
 */
export type UrlPath = string;
/**
 * Environment variable that the operator may set; the config slice collects these.
 */
export type EnvName = string;
/**
 * One way to connect.
 */
export type Auth =
  | AuthNone
  | AuthApiKey
  | AuthBasic
  | AuthBearer
  | AuthOauth2
  | AuthClientCredentials
  | AuthSession
  | AuthCustom
  | AuthMail;
/**
 * Stable kebab-case name; renaming is removing.
 */
export type Name = string;
/**
 * JSON Pointer (RFC 6901).
 */
export type Pointer = string;
/**
 * `404`, or `5xx`.
 */
export type StatusRange = string;
/**
 * Name of a field.
 */
export type FieldName = string;
/**
 * An https address. `{setting:name}` stands for the value of that setting of the connection, an enum; every value must lead to a host that `egress` declares. In front it is a whole address: one of `egress`, or by its `env` one of `operatorEgress`.
 */
export type SettingUrl = string;
/**
 * Text with `{{field}}`, names of the connection's fields.
 */
export type TemplateText = string;
/**
 * Where the sign-in's answer holds the token.
 */
export type SignInToken = SignInTokenBody | SignInTokenHeader | SignInTokenCookie;
/**
 * Name of a header, in lower case.
 */
export type HeaderName = string;
/**
 * How a delivery proves that it is the provider's.
 */
export type Verification = VerifyNone | VerifyToken | VerifyHmac | VerifyStandardWebhooks;
/**
 * What makes two deliveries the same one.
 */
export type Dedupe = DedupePointers | DedupeBodyHash;
/**
 * What may be done when a call's outcome is unknown.
 */
export type Repeatable = RepeatableNatural | RepeatableKey | RepeatableLookup | RepeatableNever;
/**
 * File inside the connector's folder, or a call to its driver.
 */
export type ReadEntry = string;
/**
 * What the values mean, for people. Without it, the `x-enumLabels` that the schema of the record has at the pointer.
 *
 * @minItems 1
 * @maxItems 60
 */
export type ValueLabels = {
  /**
   * As the provider gives it.
   */
  value: string;
  displayName: Text;
}[];
/**
 * How the host learns that a record is gone. Absence from a list never means it.
 */
export type Deletes = DeletesNone | DeletesField | DeletesWebhook | DeletesFullScan;
/**
 * Into the record; the first that has a value counts.
 *
 * @minItems 1
 * @maxItems 3
 */
export type Pointers = Pointer[];
/**
 * Name of a member of an action's input.
 */
export type InputName = string;

/**
 * manifest.json of a connector, version 1. What is not declared here does not exist for the connector's code.
 */
export interface Manifest {
  /**
   * Where editors find this schema.
   */
  $schema?: string;
  /**
   * Version of this format.
   */
  manifestVersion: 1;
  /**
   * `publisher/name`. The folder is plugins/<name>, and `name` is what flows and connections refer to. Never changes.
   */
  id: string;
  version: Semver;
  /**
   * Versions that the connector was made for.
   */
  engine: {
    /**
     * Range of host versions, for example `>=0.1.0 <1.0.0`.
     */
    platform: string;
    /**
     * Range of sdk versions, for example `^0.1.0`.
     */
    sdk: string;
  };
  /**
   * Who publishes the connector.
   */
  publisher: {
    id: PublisherId;
    /**
     * Name as people know it.
     */
    name: string;
    /**
     * E-mail for users and reviewers.
     */
    contact: string;
    homepage?: HttpsUrl;
  };
  displayName: Text;
  description: Text;
  /**
   * SPDX identifier, for example `MIT`.
   */
  license: string;
  repository?: HttpsUrl;
  documentation?: HttpsUrl;
  icon: Path;
  /**
   * Where the catalogue lists it.
   *
   * @minItems 1
   * @maxItems 3
   */
  categories: (
    | "erp"
    | "marketplace"
    | "crm"
    | "payments"
    | "shipping"
    | "fiscal"
    | "messaging"
    | "storage"
    | "productivity"
    | "ai"
    | "developer"
    | "other"
  )[];
  /**
   * What people look for it by, in both languages.
   *
   * @maxItems 10
   */
  keywords?: string[];
  runtime: Runtime;
  permissions: Permissions;
  /**
   * Ways to connect; a person chooses one.
   *
   * @maxItems 5
   */
  auth: Auth[];
  /**
   * JSON Schema (an object) of the settings of a connection. `{setting:name}` in addresses means an enum of it. A property may declare `env: NAME`.
   */
  settings?: Path;
  /**
   * Addresses at which the provider delivers.
   *
   * @maxItems 20
   */
  webhooks: Webhook[];
  /**
   * Ways in: what starts a flow.
   *
   * @maxItems 100
   */
  triggers: Trigger[];
  /**
   * Ways out: what a step can do at the provider.
   *
   * @maxItems 300
   */
  actions: Action[];
  /**
   * What can be synced: each becomes a table, an API, a screen, events and triggers.
   *
   * @maxItems 100
   */
  resources?: Resource[];
  /**
   * HTTP endpoints of ours that are bound to something the connector has.
   *
   * @maxItems 100
   */
  routes: Route[];
  /**
   * First match wins. Answers with a 2xx status are looked at too: some providers fail with 200.
   *
   * @maxItems 100
   */
  errors: ErrorRule[];
  /**
   * The provider's limits. One scheduler keeps all of them, live work ahead of backfills.
   *
   * @maxItems 20
   */
  limits: Limit[];
  /**
   * Flow templates to start from.
   *
   * @maxItems 50
   */
  templates?: Path[];
  /**
   * Raised when state that the connector stored can no longer be read by it.
   */
  stateVersion: number;
}
/**
 * A text for people, in both languages.
 */
export interface Text {
  /**
   * In English.
   */
  en: string;
  /**
   * In Brazilian Portuguese.
   */
  "pt-BR": string;
}
/**
 * What the code of the connector may use.
 */
export interface Runtime {
  /**
   * The highest tier that any entry uses.
   */
  kind: "declarative" | "sandbox" | "driver";
  /**
   * Memory of one call, in MB.
   */
  memoryMb?: number;
  /**
   * Computing time of one call; waiting for the provider is not counted.
   */
  cpuMs?: number;
  /**
   * Time of one call in all.
   */
  wallMs?: number;
}
/**
 * The only source of rights: people consent to it, the host enforces it.
 */
export interface Permissions {
  /**
   * Hosts that may be called.
   *
   * @maxItems 20
   */
  egress: Egress[];
  /**
   * Addresses that the operator of the installation names in environment variables. Only connectors of Tomada have them.
   *
   * @minItems 1
   * @maxItems 5
   */
  operatorEgress?: OperatorEgress[];
  /**
   * What may come in.
   */
  inbound?: {
    /**
     * The provider may deliver to us.
     */
    webhook?: boolean;
  };
  /**
   * Kinds of personal data that the connector sees; shown before anyone consents.
   */
  personalData?: ("name" | "document" | "email" | "phone" | "address" | "payment" | "health" | "message")[];
  /**
   * May speak to the mail servers of its connection, on the ports of mail only.
   */
  mail?: {
    /**
     * What it may speak.
     *
     * @minItems 1
     */
    protocols: ("smtp" | "imap")[];
    reason: Text;
  };
}
/**
 * A host that may be called, and why.
 */
export interface Egress {
  /**
   * Exact host or `*.domain`, lower case. Never an address, never a bare `*`.
   */
  host: string;
  /**
   * HTTP methods that may be used there.
   *
   * @minItems 1
   */
  methods: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  pathPrefix?: UrlPath;
  /**
   * https unless said.
   */
  scheme?: "https" | "http";
  /**
   * Unsaid: the scheme's own.
   */
  port?: number;
  reason: Text;
}
/**
 * An address that only the operator knows, and why it is called.
 */
export interface OperatorEgress {
  /**
   * Variable that holds an http or https address, with or without a path. Unset: nothing may be called.
   */
  env: EnvName;
  /**
   * HTTP methods that may be used there.
   *
   * @minItems 1
   */
  methods: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  reason: Text;
}
/**
 * Nothing to sign in with.
 */
export interface AuthNone {
  /**
   * Tells it apart from the others.
   */
  type: "none";
  id: Name;
  displayName: Text;
  description?: Text;
  test?: ConnectionTest;
  account?: Account;
  /**
   * The account is linked in the open session of the connector's driver: how a person may do it.
   *
   * @minItems 1
   */
  pairing?: ("qr" | "code")[];
  /**
   * What people are told before they connect, and agree to.
   */
  notice?: Text;
}
/**
 * How a connection is tested.
 */
export interface ConnectionTest {
  /**
   * A read action without required input; a 2xx answer means that the connection works.
   */
  action: Name;
}
/**
 * Where the provider's account is told.
 */
export interface Account {
  /**
   * Into the test action's output: the account at the provider. Webhooks find the connection by it.
   */
  id: Pointer;
  label: Pointer;
}
/**
 * Typed fields go into header, query or body.
 */
export interface AuthApiKey {
  /**
   * Tells it apart from the others.
   */
  type: "apiKey";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * Where the credential goes in each request.
   *
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
  /**
   * Answers besides 401 that mean: not accepted. After the first one nothing is sent with the credential until a person changes or tests it, in no process: for providers that lock an account after a few.
   *
   * @minItems 1
   * @maxItems 10
   */
  final?: AnswerMatch[];
}
/**
 * A place of the request that gets a part of the credential.
 */
export interface Injection {
  /**
   * Kind of place.
   */
  in: "header" | "query" | "json" | "form";
  /**
   * Name of the header, parameter or member.
   */
  name: string;
  /**
   * Text with `{{field}}`: names of the connection's fields, and of what a sign-in gave. For example `Token {{apiKey}}`.
   */
  template: string;
}
/**
 * An answer that fits all that is said here.
 */
export interface AnswerMatch {
  /**
   * One of these statuses.
   *
   * @minItems 1
   * @maxItems 10
   */
  status?: StatusRange[];
  /**
   * Into the answer's JSON. Without `matches`: it is there and not null.
   */
  pointer?: Pointer;
  /**
   * Pattern for the value at `pointer`, or for the whole text when there is no pointer. Linear-time engine.
   */
  matches?: string;
}
/**
 * User name and password (RFC 7617).
 */
export interface AuthBasic {
  /**
   * Tells it apart from the others.
   */
  type: "basic";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * Field that holds the user name.
   */
  username: FieldName;
  password: FieldName;
}
/**
 * A typed token in the `Authorization` header.
 */
export interface AuthBearer {
  /**
   * Tells it apart from the others.
   */
  type: "bearer";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  token: FieldName;
}
/**
 * OAuth 2.0: the person consents at the provider.
 */
export interface AuthOauth2 {
  /**
   * Tells it apart from the others.
   */
  type: "oauth2";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account: Account;
  oauth2: Oauth2;
  app: OauthApp;
  mail?: OauthMail;
}
/**
 * The provider's OAuth 2.0 endpoints and habits.
 */
export interface Oauth2 {
  /**
   * The grant that is used.
   */
  grant: "authorizationCode";
  authorizeUrl: SettingUrl;
  tokenUrl: SettingUrl;
  revokeUrl?: SettingUrl;
  /**
   * Whether the code is bound to us (RFC 7636).
   */
  pkce: "S256" | false;
  /**
   * What is asked for.
   *
   * @maxItems 50
   */
  scopes: string[];
  /**
   * Between scopes.
   */
  scopeSeparator: " " | ",";
  /**
   * Where the client secret goes at the token endpoint.
   */
  clientAuth: "basic" | "post";
  /**
   * `rotating`: each refresh gives a new refresh token and the old one dies.
   */
  refresh: "rotating" | "static" | "none";
  tokenHeaders?: Headers;
  apiHeaders?: Headers;
  /**
   * Refresh at least this often: the refresh token dies when unused.
   */
  keepAliveSeconds?: number;
}
/**
 * Fixed headers. Values hold no credential.
 */
export interface Headers {
  [k: string]: string;
}
/**
 * The OAuth application at the provider.
 */
export interface OauthApp {
  /**
   * Tells it apart where the connector has several, one for each provider that it speaks to. Schemes without one share one.
   */
  id?: Name;
  /**
   * The installation's OAuth client; a workspace may set its own instead.
   */
  env: {
    clientId: EnvName;
    clientSecret: EnvName;
    redirectUri?: EnvName;
  };
}
/**
 * The token is for a mailbox: the host signs in with it at these servers (SASL XOAUTH2), and adds it to no HTTP request.
 */
export interface OauthMail {
  /**
   * Claims of the `id_token` (OpenID Connect) that may hold the account's address: the first that does counts. `scopes` has to ask for it.
   *
   * @minItems 1
   * @maxItems 5
   */
  address: string[];
  smtp: FixedMailServer;
  imap: FixedMailServer;
}
/**
 * A mail server of the provider.
 */
export interface FixedMailServer {
  /**
   * Name of the server, lower case.
   */
  host: string;
  /**
   * One of the ports of mail.
   */
  port: 25 | 465 | 587 | 2525 | 143 | 993;
  /**
   * `tls` from the first byte, or `starttls` before anything is said.
   */
  security: "tls" | "starttls";
}
/**
 * OAuth 2.0 client credentials: the id and secret are typed per connection, and each token is asked for when it is needed.
 */
export interface AuthClientCredentials {
  /**
   * Tells it apart from the others.
   */
  type: "clientCredentials";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * Field that holds the client id.
   */
  clientId: FieldName;
  clientSecret: FieldName;
  tokenUrl: SettingUrl;
  /**
   * What is asked for.
   *
   * @maxItems 50
   */
  scopes: string[];
  /**
   * Between scopes.
   */
  scopeSeparator: " " | ",";
  /**
   * Where the client secret goes at the token endpoint.
   */
  clientAuth: "basic" | "post";
  /**
   * More members of the token request.
   */
  form?: TemplateMap;
  tokenHeaders?: Headers;
  /**
   * The installation's own client, for connections of which neither id nor secret is typed.
   */
  app?: {
    /**
     * Environment variables that hold the two.
     */
    env: {
      clientId: EnvName;
      clientSecret: EnvName;
    };
  };
  apiHeaders?: Headers;
}
/**
 * Member name → text with `{{field}}`.
 */
export interface TemplateMap {
  [k: string]: TemplateText;
}
/**
 * A declared call signs in with the typed fields and gives a token or cookie: `{{token}}` in `inject`.
 */
export interface AuthSession {
  /**
   * Tells it apart from the others.
   */
  type: "session";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  signIn: SignIn;
  /**
   * Answers of other calls that mean: the session is over, sign in again. 401 always does.
   *
   * @maxItems 10
   */
  over?: AnswerMatch[];
  /**
   * Where the token goes in each request.
   *
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
}
/**
 * The request that signs in.
 */
export interface SignIn {
  /**
   * HTTP method.
   */
  method: "GET" | "POST";
  url: SettingUrl;
  headers?: Headers;
  json?: TemplateMap;
  form?: TemplateMap;
  token: SignInToken;
  expires?: Expiry;
  /**
   * Answers that say nothing about the credential: it is tried again later. 429 and 5xx always are. Any other answer without a token is a rejected sign-in, which is never tried again by itself.
   *
   * @maxItems 10
   */
  later?: AnswerMatch[];
}
/**
 * In the answer's body.
 */
export interface SignInTokenBody {
  /**
   * Tells it apart from the others.
   */
  in: "body";
  pointer: Pointer;
}
/**
 * In a header of the answer.
 */
export interface SignInTokenHeader {
  /**
   * Tells it apart from the others.
   */
  in: "header";
  name: HeaderName;
}
/**
 * In a cookie of the answer.
 */
export interface SignInTokenCookie {
  /**
   * Tells it apart from the others.
   */
  in: "cookie";
  /**
   * Name of the cookie.
   */
  name: string;
}
/**
 * How long what the sign-in gave is good. Unsaid: until an answer says otherwise.
 */
export interface Expiry {
  /**
   * Fixed time.
   */
  seconds?: number;
  /**
   * Into the answer (or the action's output): seconds, or an RFC 3339 time. Wins over `seconds`.
   */
  pointer?: Pointer;
}
/**
 * An action of the connector signs in.
 */
export interface AuthCustom {
  /**
   * Tells it apart from the others.
   */
  type: "custom";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * How it signs in.
   */
  signIn: {
    /**
     * Called with the typed fields as its input and without a connection; the members of its output are names for `inject`. A failure of class `reauthorise`, `permanent` or `plan` is a rejected sign-in, which is never tried again by itself.
     */
    action: Name;
    expires?: Expiry;
  };
  /**
   * Answers of other calls that mean: the session is over, sign in again. 401 always does.
   *
   * @maxItems 10
   */
  over?: AnswerMatch[];
  /**
   * Where what it gave goes in each request.
   *
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
}
/**
 * A mailbox of any provider: the host speaks SMTP and IMAP to the servers that the person typed.
 */
export interface AuthMail {
  /**
   * Tells it apart from the others.
   */
  type: "mail";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * Field that holds the user name.
   */
  username: FieldName;
  password: FieldName;
  /**
   * Field that holds the account's own e-mail address.
   */
  address: FieldName;
  smtp: MailServer;
  imap: MailServer;
}
/**
 * Names of the fields that hold one server.
 */
export interface MailServer {
  /**
   * Field that holds the server's name. Left empty by the person: the account has no such server.
   */
  host: FieldName;
  /**
   * Field that holds the port, a number.
   */
  port: FieldName;
  /**
   * Field that holds `tls`, `starttls` or `none`; `none` is refused unless the operator named the server.
   */
  security: FieldName;
}
/**
 * One address of ours at which a provider delivers.
 */
export interface Webhook {
  name: Name;
  /**
   * `app`: one address for all accounts of the OAuth app; `connectionBy` finds the connection. `driver`: no address; what the connector's driver hears.
   */
  scope: "app" | "connection" | "driver";
  /**
   * Root paths besides /hooks/p/<plugin>/<webhook>. Bundled and official connectors only.
   *
   * @maxItems 5
   */
  paths?: UrlPath[];
  verify: Verification;
  /**
   * A delivery for another application is kept in quarantine and starts nothing. Numbers and texts compare by their text.
   */
  applicationBy?: {
    /**
     * Into the body: the application the message is for.
     */
    pointer: Pointer;
    /**
     * What it must be equal to.
     */
    equals: "clientId";
  };
  /**
   * Into the body: the account id, number or text; the first that is there wins. Every connection with that account gets the delivery.
   */
  connectionBy?: {
    /**
     * Looked at in this order.
     *
     * @minItems 1
     * @maxItems 3
     */
    pointers: Pointer[];
  };
  dedupe?: Dedupe;
  /**
   * What a message must be that a signed-in caller hands in by a route: the first one whose condition holds. What the provider itself delivers is taken as it is.
   *
   * @minItems 1
   * @maxItems 4
   */
  body?: AcceptedBody[];
  /**
   * Into the body: the topic, which triggers list in `topics`.
   */
  topicBy?: Pointer;
  /**
   * Into the body: when the provider sent it, for ordering and the timeline.
   */
  sentBy?: Pointer;
  /**
   * The answer once the delivery is on disk.
   */
  reply: {
    /**
     * HTTP status of the answer.
     */
    status: number;
    /**
     * The provider wants a JSON list back, made of what it sent: one object for each of these. Unsaid: an empty answer.
     */
    echo?: {
      /**
       * Only for deliveries with one of these topics; all, unless said.
       *
       * @minItems 1
       * @maxItems 20
       */
      topics?: string[];
      /**
       * Into the body: the objects that the list is about. `/*` at the end stands for every entry of a list.
       *
       * @minItems 1
       * @maxItems 5
       */
      each: string[];
      /**
       * Name in the answer to places in the object; the first that holds something wins.
       */
      members: {
        /**
         * @minItems 1
         * @maxItems 5
         */
        [k: string]: string[];
      };
    };
  };
  /**
   * GET, HEAD and OPTIONS of the address are answered with 200: the provider looks whether somebody is there before it takes the address.
   */
  answersProbes?: boolean;
  /**
   * `.ts` or `.json`: subscribes the connection at the provider; idempotent; gives {id, expiresAt?}.
   */
  subscribe?: Path;
  unsubscribe?: Path;
  /**
   * Subscribes again this long before `expiresAt`.
   */
  renewBeforeSeconds?: number;
  /**
   * The provider asks whether the address is ours.
   */
  challenge?: {
    /**
     * HTTP method of the question.
     */
    method: "GET" | "POST";
    /**
     * What is echoed: `query:<name>` or `body:<pointer>`.
     */
    echo: string;
    /**
     * Where the question holds the token that proves it: `query:<name>` or `body:<pointer>`.
     */
    tokenBy?: string;
  };
  /**
   * Fallback sweep: what it lists is taken in as if it had been delivered.
   */
  missed?: {
    /**
     * Lists deliveries that did not arrive: `.ts` `({since}, ctx) => {deliveries: [body]}`, or a list template.
     */
    entry: Path;
    /**
     * How often it is asked.
     */
    everySeconds: number;
  };
}
/**
 * Nothing is proven: a delivery is a hint only, and is read again at the provider.
 */
export interface VerifyNone {
  /**
   * Tells it apart from the others.
   */
  scheme: "none";
}
/**
 * A shared token in a header.
 */
export interface VerifyToken {
  /**
   * Tells it apart from the others.
   */
  scheme: "token";
  header: HeaderName;
  /**
   * Before the token in the header.
   */
  prefix?: string;
  secret: VerificationSecret;
}
/**
 * `app`: a field of the OAuth app, such as `clientSecret`; `connection`: made for each connection of a webhook with `scope: connection`; `field` is its name in the provider's settings.
 */
export interface VerificationSecret {
  /**
   * Whose secret it is.
   */
  of: "app" | "connection";
  field: FieldName;
}
/**
 * HMAC over the raw body.
 */
export interface VerifyHmac {
  /**
   * Tells it apart from the others.
   */
  scheme: "hmac";
  header: HeaderName;
  /**
   * Hash function.
   */
  algorithm: "sha256" | "sha512";
  /**
   * How the signature is written.
   */
  encoding: "hex" | "base64";
  /**
   * Before the signature in the header, for example `sha256=`.
   */
  prefix?: string;
  secret: VerificationSecret;
}
/**
 * As standardwebhooks.com specifies.
 */
export interface VerifyStandardWebhooks {
  /**
   * Tells it apart from the others.
   */
  scheme: "standardWebhooks";
  secret: VerificationSecret;
}
/**
 * By the sender's message id.
 */
export interface DedupePointers {
  /**
   * Tells it apart from the others.
   */
  by: "pointers";
  /**
   * Into the body: the sender's message id; the first that is there wins. None there: no dedupe.
   *
   * @minItems 1
   * @maxItems 3
   */
  pointers: Pointer[];
  /**
   * For how long.
   */
  windowSeconds: number;
}
/**
 * By the whole body, for senders without an id.
 */
export interface DedupeBodyHash {
  /**
   * Tells it apart from the others.
   */
  by: "bodyHash";
  /**
   * For how long.
   */
  windowSeconds: number;
}
/**
 * What a message must be.
 */
export interface AcceptedBody {
  /**
   * JSON Schema of the message.
   */
  schema: Path;
  /**
   * When it holds; always, unless said.
   */
  when?: {
    /**
     * Setting of the connection.
     */
    setting: string;
    /**
     * The value it must have.
     */
    equals: string | number | boolean;
  };
}
/**
 * Starts flows when a delivery tells of something.
 */
export interface Trigger {
  name: Name;
  displayName: Text;
  description: Text;
  /**
   * How it learns of it.
   */
  kind: "webhook";
  webhook: Name;
  /**
   * Deliveries with one of these topics, and no others.
   *
   * @minItems 1
   * @maxItems 20
   */
  topics: string[];
  /**
   * Makes events of a delivery: `.json` a mapping, `.ts` a handler `(delivery, ctx) => events`.
   */
  entry: Path;
  /**
   * Schema of the event's data.
   */
  output: Path;
  sample: Path;
  deprecated?: Deprecation;
}
/**
 * Still works, should not be used any more.
 */
export interface Deprecation {
  since: Semver;
  message: Text;
  replacedBy?: Name;
}
/**
 * Does one thing at the provider.
 */
export interface Action {
  name: Name;
  displayName: Text;
  description: Text;
  /**
   * `.json` a request template or a mail entry, `.ts` a handler in the sandbox, `driver#name` a call to the connector's driver.
   */
  entry: string;
  input: Path;
  output: Path;
  /**
   * `{input, output}`, valid against the schemas, no personal data.
   */
  sample: Path;
  /**
   * What it does there.
   */
  effect: "read" | "create" | "update" | "delete" | "send";
  repeatable: Repeatable;
  /**
   * Time of one try; 60 s unless said.
   */
  timeoutMs?: number;
  /**
   * Policy of steps that name none. Tries in all; the wait doubles.
   */
  retry?: {
    /**
     * Tries in all.
     */
    attempts: number;
    /**
     * Wait before the second try.
     */
    backoffMs: number;
    /**
     * Longest wait.
     */
    maxBackoffMs: number;
  };
  /**
   * Ways the flow may go on after a success, by what the answer says: the first that holds. None holds: the flow just goes on. Without `when` it always holds.
   *
   * @minItems 1
   * @maxItems 10
   */
  outcomes?: Outcome[];
  writes?: OwnWrite;
  deprecated?: Deprecation;
}
/**
 * Doing it twice is the same as once: reads, and writes that set a value.
 */
export interface RepeatableNatural {
  /**
   * Tells it apart from the others.
   */
  mode: "natural";
}
/**
 * The provider drops a second call with the same key; the entry sends `ctx.effectKey`.
 */
export interface RepeatableKey {
  /**
   * Tells it apart from the others.
   */
  mode: "idempotencyKey";
}
/**
 * An earlier result is looked for before anything is created.
 */
export interface RepeatableLookup {
  /**
   * Tells it apart from the others.
   */
  mode: "lookupFirst";
  /**
   * Into the input: what makes two calls mean the same thing. Calls with the same key run one at a time per connection.
   *
   * @minItems 1
   * @maxItems 5
   */
  by: Pointer[];
  /**
   * How it is looked for.
   */
  lookup: {
    /**
     * A read action that finds the result of an earlier call.
     */
    action: Name;
    /**
     * Its input: values with `{{input.…}}` paths into this action's input.
     */
    input: {
      [k: string]: unknown;
    };
    /**
     * Into its output: null or absent means that there is none.
     */
    found: Pointer;
    /**
     * This action's output: values with `{{output.…}}` paths into the look-up's output.
     */
    output: {
      [k: string]: unknown;
    };
  };
  /**
   * `eventual`: what was just written may not be found yet.
   */
  consistency: "strong" | "eventual";
}
/**
 * An unknown outcome waits for a person.
 */
export interface RepeatableNever {
  /**
   * Tells it apart from the others.
   */
  mode: false;
}
/**
 * One way on after a success.
 */
export interface Outcome {
  /**
   * Not `error`: that lane is the step's own.
   */
  name: string;
  displayName: Text;
  /**
   * When it holds.
   */
  when?: {
    /**
     * Into the action's output. Without `equals`: it is there and not null.
     */
    pointer: Pointer;
    /**
     * The value it must have.
     */
    equals?: string | number | boolean;
  };
}
/**
 * What of a stored record this action changes. When the provider tells of that change, by webhook or list, no flow starts: it is no news.
 */
export interface OwnWrite {
  /**
   * A resource with `hub`: one of its records is written.
   */
  resource: Name;
  /**
   * Key of that record, with `{{input.…}}` paths into this action's input.
   */
  key: string;
  /**
   * Members of the hub entity that are afterwards what the input says: texts with `{{input.…}}` paths.
   */
  set: {
    [k: string]: string;
  };
  /**
   * Stock that is kept in several places: id or name of the one whose quantity `set` gives. Empty: the only one.
   */
  location?: string;
}
/**
 * A kind of record that is kept in step with the provider.
 */
export interface Resource {
  name: Name;
  /**
   * Plural, as a menu says it: `Orders`.
   */
  displayName: Text;
  description: Text;
  /**
   * JSON Schema of one record, as the provider gives it.
   */
  schema: Path;
  /**
   * One record, valid against the schema, without personal data.
   */
  sample: Path;
  /**
   * Into the record: its id at the provider, a number or a text.
   */
  key: Pointer;
  /**
   * Into the record: what a person calls it.
   */
  title?: Pointer;
  version?: RecordVersion;
  /**
   * One page of records: `.json` a list template, `.ts` a handler `({checkpoint, since, until, limit, parent}, ctx) => {records, checkpoint, done}`, `driver#name` a call to the connector's driver with the same input and answer.
   */
  list: ReadEntry;
  /**
   * Reads one record by its key.
   */
  detail?: {
    /**
     * One record by its key: `.json` a request template with `input.key`, `.ts` a handler `({key}, ctx) => record`, `driver#name` a call to the connector's driver with `{key}`, which answers the record or null.
     */
    entry: ReadEntry;
    /**
     * `always`: the list holds stubs, each is read; `changed`: only those that differ from what is stored; `onDemand`: only when one record is asked for.
     */
    when: "always" | "changed" | "onDemand";
  };
  /**
   * Open records are read again by their id: where the list says nothing of what becomes of them.
   */
  reread?: {
    /**
     * Filter field that says how far a record is.
     */
    field: FieldName;
    /**
     * Values that mean that something may still become of it.
     *
     * @minItems 1
     * @maxItems 20
     */
    values: (string | number | boolean)[];
    /**
     * How often they are read again. Each costs a detail read, behind live work.
     */
    everySeconds: number;
  };
  /**
   * The list is asked once per record of this resource, as `parent`.
   */
  parent?: {
    resource: Name;
    /**
     * Only parents whose filter fields have one of these values.
     */
    where?: {
      /**
       * @minItems 1
       * @maxItems 20
       */
      [k: string]: (string | number | boolean)[];
    };
  };
  cursor?: Cursor;
  /**
   * Every `decimal` of the resource, and of the lists on its page, is an amount of money in this currency. Where a decimal may be a quantity, each amount names its own `currency` instead.
   */
  currency?: {
    /**
     * ISO 4217 code of records that name none.
     */
    code: string;
    /**
     * Into the record: the ISO 4217 code of its amounts.
     */
    pointer?: Pointer;
  };
  /**
   * Real columns of the table: what lists filter, sort and search by.
   */
  fields: {
    [k: string]: ResourceField;
  };
  deletes: Deletes;
  /**
   * A delivery with one of the topics makes the host read that record again.
   */
  webhook?: {
    /**
     * One of `webhooks`.
     */
    name: Name;
    /**
     * Topics that tell of a change.
     *
     * @minItems 1
     * @maxItems 20
     */
    topics: string[];
    /**
     * Into the body: the record's key, or a path whose last segment is it. Several places are looked at in their order, and the first that holds one counts: what a provider's events call the same record may differ by topic.
     */
    keyBy: Pointer | Pointer[];
    /**
     * Topics that say that the record is gone.
     *
     * @maxItems 20
     */
    deletedTopics?: string[];
  };
  /**
   * The canonical entity that a record also is.
   */
  hub?: {
    /**
     * Kind of entity.
     */
    entity: "product" | "order" | "customer" | "inventory";
    /**
     * Template of the entity over `record`.
     */
    map: Path;
  };
  stats?: ResourceStats;
  view?: ResourceView;
  /**
   * How often the incremental sync asks on its own; the fallback where webhooks exist.
   */
  intervalSeconds: number;
  /**
   * Resources of this connector that a full sync loads first.
   *
   * @maxItems 10
   */
  syncAfter?: Name[];
  deprecated?: Deprecation;
}
/**
 * What makes one state of a record newer than another; an older one is ignored. Without it the last one read wins.
 */
export interface RecordVersion {
  pointer: Pointer;
  /**
   * How versions are compared.
   */
  type: "timestamp" | "integer";
  /**
   * Of timestamps that name none.
   */
  timezone?: string;
}
/**
 * The list can be asked for what changed since. Without it every sync is a full one.
 */
export interface Cursor {
  /**
   * Into the record: when it last changed.
   */
  field: Pointer;
  /**
   * How `since` and `until` are written for the provider.
   */
  format:
    | "rfc3339"
    | "date"
    | "datetime"
    | "epochSeconds"
    | "epochMs"
    | "dd/MM/yyyy"
    | "dd/MM/yyyy HH:mm:ss"
    | "yyyy-MM-dd HH:mm:ss";
  /**
   * IANA name, for example `America/Sao_Paulo`.
   */
  timezone: string;
  /**
   * Asked again before the last position: late writes, clocks, and one known record where an empty answer is a fault.
   */
  overlapSeconds: number;
  /**
   * The provider answers an empty window with a fault that it counts: windows always reach back to the newest record that is known.
   */
  emptyIsFault?: boolean;
  /**
   * The provider refuses longer ranges: the host asks window by window.
   */
  maxWindowDays?: number;
  /**
   * Whether a first sync without a limit starts at the beginning or by windows back from now.
   */
  from?: "beginning" | "window";
}
/**
 * A column that lists filter, sort or search by.
 */
export interface ResourceField {
  pointer: Pointer;
  /**
   * `decimal` is stored as whole ten-thousandths.
   */
  type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
  /**
   * ISO 4217 code: the number is an amount of money, and is shown as one.
   */
  currency?: string;
  /**
   * Of timestamps that name none.
   */
  timezone?: string;
  displayName: Text;
  /**
   * Lists can be narrowed by it.
   */
  filter?: boolean;
  /**
   * Lists can be sorted by it.
   */
  sort?: boolean;
  /**
   * Its words are found by their beginnings.
   */
  search?: boolean;
  options?: ValueLabels;
}
/**
 * Records are never deleted.
 */
export interface DeletesNone {
  /**
   * Tells it apart from the others.
   */
  by: "none";
}
/**
 * The record itself says it.
 */
export interface DeletesField {
  /**
   * Tells it apart from the others.
   */
  by: "field";
  pointer: Pointer;
  /**
   * The value that means deleted.
   */
  equals: string | number | boolean;
}
/**
 * A delivery says it (`webhook.deletedTopics`).
 */
export interface DeletesWebhook {
  /**
   * Tells it apart from the others.
   */
  by: "webhook";
}
/**
 * What a whole scan no longer listed is asked for by its id: only 404 means deleted.
 */
export interface DeletesFullScan {
  /**
   * Tells it apart from the others.
   */
  by: "fullScan";
  /**
   * What is missing is asked for by its id.
   */
  verify: "get";
  /**
   * How often.
   */
  everyHours: number;
}
/**
 * Figures kept with each page of records, never counted when asked.
 */
export interface ResourceStats {
  /**
   * Fields counted by value.
   *
   * @maxItems 5
   */
  groupBy?: FieldName[];
  /**
   * Timestamp field counted by local day.
   */
  day?: FieldName;
  /**
   * Integer or decimal fields summed.
   *
   * @maxItems 5
   */
  sums?: FieldName[];
  /**
   * Time between two fields, with the share within the target.
   */
  duration?: {
    from: FieldName;
    to: FieldName;
    /**
     * What counts as in time.
     */
    targetSeconds: number;
  };
  /**
   * IANA name, for example `America/Sao_Paulo`.
   */
  timezone?: string;
}
/**
 * How people see it.
 */
export interface ResourceView {
  /**
   * `grid`: a table; `record`: a table whose rows open a page; `inbox`: what waits for an answer.
   */
  kind: "grid" | "record" | "inbox";
  /**
   * Name of an icon.
   */
  icon?: string;
  /**
   * Fields that are shown, in this order.
   *
   * @minItems 1
   * @maxItems 12
   */
  columns: FieldName[];
  /**
   * Actions offered on a record, in this order.
   *
   * @maxItems 10
   */
  actions?: RecordAction[];
  /**
   * Lists within a record that its page shows as tables, such as the lines of an order.
   *
   * @maxItems 5
   */
  lists?: RecordList[];
  /**
   * Times that a record tells of itself, for its timeline.
   *
   * @maxItems 12
   */
  moments?: RecordMoment[];
  /**
   * Records that belong to a record, shown on its page.
   *
   * @maxItems 8
   */
  links?: RecordLink[];
  /**
   * File with `actions`, `lists`, `moments` and `links`, in place of naming them here.
   */
  page?: Path;
  status?: FieldName;
  /**
   * Of an inbox only: what waits, since when, and how it is answered.
   */
  inbox?: {
    /**
     * What still waits.
     */
    open: {
      field: FieldName;
      /**
       * Value of the field.
       */
      equals: string;
    };
    askedAt: FieldName;
    /**
     * One of `actions`: it sends the answer.
     */
    reply: Name;
    /**
     * Input of that action that takes what a person writes.
     */
    replyInput: InputName;
    text: Pointer;
    answer?: Pointer;
    /**
     * What counts as in time.
     */
    targetSeconds?: number;
  };
}
/**
 * An action that is offered on a record, and what it takes from it.
 */
export interface RecordAction {
  action: Name;
  /**
   * Inputs that the record decides; nobody is asked for them.
   */
  input?: {
    [k: string]: Pointers;
  };
  /**
   * Inputs that a person edits, beginning with what the record says.
   */
  prefill?: {
    [k: string]: Pointers;
  };
  /**
   * Only for records whose field has one of these values.
   */
  when?: {
    field: FieldName;
    /**
     * Values of the field.
     *
     * @minItems 1
     * @maxItems 20
     */
    in: (string | number | boolean)[];
  };
}
/**
 * A list within a record.
 */
export interface RecordList {
  displayName: Text;
  /**
   * Into the record: the list.
   */
  pointer: Pointer;
  /**
   * What is shown of each entry.
   *
   * @minItems 1
   * @maxItems 8
   */
  columns: {
    /**
     * Into the entry.
     */
    pointer: Pointer;
    /**
     * How the value is written.
     */
    type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
    /**
     * ISO 4217 code: the number is an amount of money, and is shown as one.
     */
    currency?: string;
    options?: ValueLabels;
    displayName: Text;
  }[];
}
/**
 * A time in the life of a record.
 */
export interface RecordMoment {
  /**
   * Into the record: a time.
   */
  pointer: Pointer;
  /**
   * Of times that name none.
   */
  timezone?: string;
  displayName: Text;
}
/**
 * Other records of the same connection that belong to a record.
 */
export interface RecordLink {
  /**
   * Resource of the other records.
   */
  resource: Name;
  /**
   * Where this record says which.
   */
  from: Pointers;
  /**
   * Filter field of the others that has the same value. Without it, the value is the other record's key.
   */
  field?: FieldName;
}
/**
 * One HTTP endpoint of ours.
 */
export interface Route {
  /**
   * HTTP method.
   */
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * With `:name` parameters. Root paths only for bundled and official connectors; others are mounted under /x/<plugin>.
   */
  path: string;
  /**
   * `platform:<operation>` limited to this connector, `resource:<name>.<operation>`, `action:<name>`, or `handler:<file>`.
   */
  bind: string;
  /**
   * Id of the auth that a `platform:oauth.*` operation is for.
   */
  auth?: Name;
  /**
   * Who may call: a signed-in member or API client (the default), or anybody (only oauth operations).
   */
  access?: "session" | "public";
  /**
   * Renames: our parameter -> the path's or query's name.
   */
  params?: {
    [k: string]: string;
  };
  /**
   * Parameters that always have this value.
   */
  fixed?: {
    [k: string]: string | number | boolean;
  };
  /**
   * After the action, this record is read again and stored.
   */
  refreshes?: {
    /**
     * One of `resources`, with a `detail`.
     */
    resource: Name;
    /**
     * The action's input that is the record's key.
     */
    key: string;
  };
  /**
   * `list`: our list envelope; `plain`: the value itself; `successEnvelope`: {success, data | error, details}, and 422 for bad input.
   */
  shape?: "list" | "plain" | "successEnvelope";
  displayName?: Text;
}
/**
 * What an answer of the provider means.
 */
export interface ErrorRule {
  /**
   * All that is said must hold.
   */
  when: {
    /**
     * One of these statuses.
     *
     * @minItems 1
     * @maxItems 10
     */
    status?: StatusRange[];
    /**
     * Into the answer's JSON. Without `matches`: it is there and not null.
     */
    pointer?: Pointer;
    /**
     * Pattern for the value at `pointer`, or for the whole text when there is no pointer. Linear-time engine: no look-around, no back references.
     */
    matches?: string;
  };
  /**
   * `empty`: no records, and no fault. `retry`, `rateLimited`: again later. `reauthorise`: connect again. `plan`: not in the plan. `conflict`, `notFound`, `permanent`: trying again changes nothing.
   */
  class: "empty" | "retry" | "rateLimited" | "reauthorise" | "plan" | "conflict" | "notFound" | "permanent";
  /**
   * Whether the provider may have acted all the same. Unsaid: `maybe` for 5xx, else `no`.
   */
  effect?: "no" | "maybe";
  /**
   * `header` (seconds or HTTP date) wins when the answer has it.
   */
  wait?: {
    header?: HeaderName;
    /**
     * Fixed wait.
     */
    seconds?: number;
    /**
     * Into what `message` points at, or the whole text: its first group is a number of seconds, or a time of day `16:53:38` in `timezone`. Wins over `seconds` when it is found.
     */
    pattern?: string;
    /**
     * Midnight in `timezone`.
     */
    until?: "nextDay";
    /**
     * IANA name, for example `America/Sao_Paulo`.
     */
    timezone?: string;
  };
  /**
   * Into the answer's JSON: what the provider says to a person.
   */
  message?: Pointer;
}
/**
 * One of the provider's limits.
 */
export interface Limit {
  /**
   * Requests per window.
   */
  quota?: number;
  /**
   * Length of the sliding window.
   */
  windowSeconds?: number;
  /**
   * What it is counted for.
   */
  per: "connection" | "app" | "ip";
  /**
   * Counted for each method and path template apart.
   */
  perMethod?: boolean;
  /**
   * Requests at once.
   */
  concurrency?: number;
  /**
   * The window is the calendar day there, instead of `windowSeconds`.
   */
  day?: {
    /**
     * IANA name, for example `America/Sao_Paulo`.
     */
    timezone: string;
  };
  /**
   * Only requests with these methods.
   *
   * @minItems 1
   * @maxItems 6
   */
  methods?: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /**
   * Only requests that read, or only those that write, whatever their method: what a list, a detail, an action with the effect `read` and a call with `reads: true` send reads.
   */
  only?: "reads" | "writes";
  /**
   * Only requests whose name at `methodBy` is one of these; a star at the end stands for any ending.
   *
   * @minItems 1
   * @maxItems 100
   */
  calls?: string[];
  /**
   * Setting of the connection that holds the quota of its plan.
   */
  planSetting?: string;
  /**
   * The provider refuses the same read twice within this time: the host gives the answer of the first one again, and waits where a write may have changed it.
   */
  redundantReadSeconds?: number;
  /**
   * With `redundantReadSeconds`: what is read under the path `reads` is changed only by writes under one of the paths `writes`. Any other read is taken to be changed by every write of the connection.
   *
   * @minItems 1
   * @maxItems 50
   */
  changedOnlyBy?: {
    reads: UrlPath;
    /**
     * Where writes go that change it.
     *
     * @minItems 1
     * @maxItems 20
     */
    writes: UrlPath[];
  }[];
  /**
   * So many faults or calls without an answer in a row, and nothing is sent for a while.
   */
  breaker?: {
    /**
     * Faults in a row.
     */
    failures: number;
    /**
     * How long nothing is sent; one more fault after that, and it begins again. After a call without an answer at most a minute.
     */
    pauseSeconds: number;
    /**
     * Statuses by which the provider says that it takes no more of these calls: nothing is sent for as long as `errors` says to wait, or for `pauseSeconds`.
     *
     * @minItems 1
     * @maxItems 5
     */
    openOn?: StatusRange[];
  };
  pathPrefix?: UrlPath;
  /**
   * Where the number comes from.
   */
  note?: string;
  /**
   * Quota by the value of `planSetting`; for any other value `quota` holds. Without it, the setting's value is the quota.
   */
  planQuotas?: {
    [k: string]: number;
  };
  /**
   * With `perMethod` or `calls`: into the JSON body, where the provider's method is named, such as `/call`. Without it, a method is the HTTP method and path.
   */
  methodBy?: Pointer;
}
/**
 * What the page of a record has beside its fields, in a file of its own.
 */
export interface RecordPage {
  /**
   * As in the view.
   *
   * @maxItems 10
   */
  actions?: RecordAction[];
  /**
   * As in the view.
   *
   * @maxItems 5
   */
  lists?: RecordList[];
  /**
   * As in the view.
   *
   * @maxItems 12
   */
  moments?: RecordMoment[];
  /**
   * As in the view.
   *
   * @maxItems 8
   */
  links?: RecordLink[];
}
