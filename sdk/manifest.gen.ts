// Generated from manifest.schema.json by `npm run gen`. Do not edit.

export type Semver = string;
export type PublisherId = string;
export type HttpsUrl = string;
/**
 * File inside the connector's folder, with `/`.
 */
export type Path = string;
export type UrlPath = string;
/**
 * One way to connect.
 */
export type Auth =
  AuthNone | AuthApiKey | AuthBasic | AuthBearer | AuthOauth2 | AuthClientCredentials | AuthSession | AuthCustom;
/**
 * Stable kebab-case name; renaming is removing.
 */
export type Name = string;
/**
 * JSON Pointer (RFC 6901).
 */
export type Pointer = string;
export type FieldName = string;
/**
 * An https address. `{setting:name}` stands for the value of that setting of the connection, an enum; every value must lead to a host that `egress` declares.
 */
export type SettingUrl = string;
/**
 * Environment variable that the operator may set; the config slice collects these.
 */
export type EnvName = string;
/**
 * Text with `{{field}}`, names of the connection's fields.
 */
export type TemplateText = string;
/**
 * Where the sign-in's answer holds the token.
 */
export type SignInToken = SignInTokenBody | SignInTokenHeader | SignInTokenCookie;
export type HeaderName = string;
/**
 * `404`, or `5xx`.
 */
export type StatusRange = string;
export type Verification = VerifyNone | VerifyToken | VerifyHmac | VerifyStandardWebhooks;
export type Dedupe = DedupePointers | DedupeBodyHash;
/**
 * What may be done when a call's outcome is unknown.
 */
export type Repeatable = RepeatableNatural | RepeatableKey | RepeatableLookup | RepeatableNever;
/**
 * How the host learns that a record is gone. Absence from a list never means it.
 */
export type Deletes = DeletesNone | DeletesField | DeletesWebhook | DeletesFullScan;

/**
 * manifest.json of a connector, version 1. What is not declared here does not exist for the connector's code.
 */
export interface Manifest {
  $schema?: string;
  manifestVersion: 1;
  /**
   * `publisher/name`. The folder is plugins/<name>, and `name` is what flows and connections refer to. Never changes.
   */
  id: string;
  version: Semver;
  engine: {
    /**
     * Range of host versions, for example `>=0.1.0 <1.0.0`.
     */
    platform: string;
    sdk: string;
  };
  publisher: {
    id: PublisherId;
    name: string;
    contact: string;
    homepage?: HttpsUrl;
  };
  displayName: Text;
  description: Text;
  license: string;
  repository?: HttpsUrl;
  documentation?: HttpsUrl;
  icon: Path;
  /**
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
   * @maxItems 10
   */
  keywords?: string[];
  runtime: Runtime;
  permissions: Permissions;
  /**
   * @maxItems 5
   */
  auth: Auth[];
  /**
   * JSON Schema (an object) of the settings of a connection. `{setting:name}` in addresses means an enum of it. A property may declare `env: NAME`.
   */
  settings?: Path;
  /**
   * @maxItems 20
   */
  webhooks: Webhook[];
  /**
   * @maxItems 100
   */
  triggers: Trigger[];
  /**
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
export interface Text {
  en: string;
  "pt-BR": string;
}
export interface Runtime {
  /**
   * The highest tier that any entry uses.
   */
  kind: "declarative" | "sandbox" | "driver";
  memoryMb?: number;
  cpuMs?: number;
  wallMs?: number;
}
export interface Permissions {
  /**
   * @maxItems 20
   */
  egress: Egress[];
  inbound?: {
    webhook?: boolean;
  };
  personalData?: ("name" | "document" | "email" | "phone" | "address" | "payment" | "health" | "message")[];
}
export interface Egress {
  /**
   * Exact host or `*.domain`, lower case. Never an address, never a bare `*`.
   */
  host: string;
  /**
   * @minItems 1
   */
  methods: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  pathPrefix?: UrlPath;
  /**
   * https unless said.
   */
  scheme?: "https" | "http";
  port?: number;
  reason: Text;
}
export interface AuthNone {
  type: "none";
  id: Name;
  displayName: Text;
  description?: Text;
  test?: ConnectionTest;
  account?: Account;
}
export interface ConnectionTest {
  /**
   * A read action without required input; a 2xx answer means that the connection works.
   */
  action: Name;
}
export interface Account {
  /**
   * Into the test action's output: the account at the provider. Webhooks find the connection by it.
   */
  id: Pointer;
  label: Pointer;
}
export interface AuthApiKey {
  type: "apiKey";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  /**
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
}
export interface Injection {
  in: "header" | "query" | "json" | "form";
  name: string;
  /**
   * Text with `{{field}}`: names of the connection's fields, and of what a sign-in gave. For example `Token {{apiKey}}`.
   */
  template: string;
}
export interface AuthBasic {
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
export interface AuthBearer {
  type: "bearer";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
  token: FieldName;
}
export interface AuthOauth2 {
  type: "oauth2";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account: Account;
  oauth2: Oauth2;
  app: OauthApp;
}
export interface Oauth2 {
  grant: "authorizationCode";
  authorizeUrl: SettingUrl;
  tokenUrl: SettingUrl;
  revokeUrl?: SettingUrl;
  pkce: "S256" | false;
  /**
   * @maxItems 50
   */
  scopes: string[];
  scopeSeparator: " " | ",";
  /**
   * Where the client secret goes at the token endpoint.
   */
  clientAuth: "basic" | "post";
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
export interface OauthApp {
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
 * OAuth 2.0 client credentials: the id and secret are typed per connection, and each token is asked for when it is needed.
 */
export interface AuthClientCredentials {
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
   * @maxItems 50
   */
  scopes: string[];
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
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
}
export interface SignIn {
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
export interface SignInTokenBody {
  in: "body";
  pointer: Pointer;
}
export interface SignInTokenHeader {
  in: "header";
  name: HeaderName;
}
export interface SignInTokenCookie {
  in: "cookie";
  name: string;
}
/**
 * How long what the sign-in gave is good. Unsaid: until an answer says otherwise.
 */
export interface Expiry {
  seconds?: number;
  /**
   * Into the answer (or the action's output): seconds, or an RFC 3339 time. Wins over `seconds`.
   */
  pointer?: Pointer;
}
/**
 * An answer that fits all that is said here.
 */
export interface AnswerMatch {
  /**
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
 * An action of the connector signs in.
 */
export interface AuthCustom {
  type: "custom";
  id: Name;
  displayName: Text;
  description?: Text;
  test: ConnectionTest;
  account?: Account;
  fields: Path;
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
   * @minItems 1
   * @maxItems 5
   */
  inject: Injection[];
}
export interface Webhook {
  name: Name;
  /**
   * `app`: one address for all accounts of the OAuth app; `connectionBy` finds the connection.
   */
  scope: "app" | "connection";
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
    equals: "clientId";
  };
  /**
   * Into the body: the account id, number or text; the first that is there wins. Every connection with that account gets the delivery.
   */
  connectionBy?: {
    /**
     * @minItems 1
     * @maxItems 3
     */
    pointers: Pointer[];
  };
  dedupe?: Dedupe;
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
    status: number;
  };
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
    method: "GET" | "POST";
    /**
     * What is echoed: `query:<name>` or `body:<pointer>`.
     */
    echo: string;
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
    everySeconds: number;
  };
}
export interface VerifyNone {
  scheme: "none";
}
export interface VerifyToken {
  scheme: "token";
  header: HeaderName;
  prefix?: string;
  secret: VerificationSecret;
}
/**
 * `app`: a field of the OAuth app, such as `clientSecret`; `connection`: made for each connection of a webhook with `scope: connection`; `field` is its name in the provider's settings.
 */
export interface VerificationSecret {
  of: "app" | "connection";
  field: FieldName;
}
/**
 * HMAC over the raw body.
 */
export interface VerifyHmac {
  scheme: "hmac";
  header: HeaderName;
  algorithm: "sha256" | "sha512";
  encoding: "hex" | "base64";
  /**
   * Before the signature in the header, for example `sha256=`.
   */
  prefix?: string;
  secret: VerificationSecret;
}
export interface VerifyStandardWebhooks {
  scheme: "standardWebhooks";
  secret: VerificationSecret;
}
export interface DedupePointers {
  by: "pointers";
  /**
   * Into the body: the sender's message id; the first that is there wins. None there: no dedupe.
   *
   * @minItems 1
   * @maxItems 3
   */
  pointers: Pointer[];
  windowSeconds: number;
}
export interface DedupeBodyHash {
  by: "bodyHash";
  windowSeconds: number;
}
export interface Trigger {
  name: Name;
  displayName: Text;
  description: Text;
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
export interface Deprecation {
  since: Semver;
  message: Text;
  replacedBy?: Name;
}
export interface Action {
  name: Name;
  displayName: Text;
  description: Text;
  /**
   * `.json` a request template, `.ts` a handler in the sandbox.
   */
  entry: Path;
  input: Path;
  output: Path;
  /**
   * `{input, output}`, valid against the schemas, no personal data.
   */
  sample: Path;
  effect: "read" | "create" | "update" | "delete" | "send";
  repeatable: Repeatable;
  timeoutMs?: number;
  /**
   * Policy of steps that name none. Tries in all; the wait doubles.
   */
  retry?: {
    attempts: number;
    backoffMs: number;
    maxBackoffMs: number;
  };
  /**
   * Ways the flow may go on after a success, by what the answer says: the first that holds. None holds: the flow just goes on. Without `when` it always holds.
   *
   * @minItems 1
   * @maxItems 10
   */
  outcomes?: Outcome[];
  deprecated?: Deprecation;
}
/**
 * Doing it twice is the same as once: reads, and writes that set a value.
 */
export interface RepeatableNatural {
  mode: "natural";
}
/**
 * The provider drops a second call with the same key; the entry sends `ctx.effectKey`.
 */
export interface RepeatableKey {
  mode: "idempotencyKey";
}
export interface RepeatableLookup {
  mode: "lookupFirst";
  /**
   * Into the input: what makes two calls mean the same thing. Calls with the same key run one at a time per connection.
   *
   * @minItems 1
   * @maxItems 5
   */
  by: Pointer[];
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
  mode: false;
}
export interface Outcome {
  /**
   * Not `error`: that lane is the step's own.
   */
  name: string;
  displayName: Text;
  when?: {
    /**
     * Into the action's output. Without `equals`: it is there and not null.
     */
    pointer: Pointer;
    equals?: string | number | boolean;
  };
}
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
   * One page of records: `.json` a list template, `.ts` a handler `({checkpoint, since, until, limit, parent}, ctx) => {records, checkpoint, done}`.
   */
  list: Path;
  /**
   * Reads one record by its key.
   */
  detail?: {
    /**
     * One record by its key: `.json` a request template with `input.key`, `.ts` a handler `({key}, ctx) => record`.
     */
    entry: Path;
    /**
     * `always`: the list holds stubs, each is read; `changed`: only those that differ from what is stored; `onDemand`: only when one record is asked for.
     */
    when: "always" | "changed" | "onDemand";
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
     * @minItems 1
     * @maxItems 20
     */
    topics: string[];
    /**
     * Into the body: the record's key, or a path whose last segment is it.
     */
    keyBy: Pointer;
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
  timezone: string;
  /**
   * Asked again before the last position: late writes, clocks, and one known record where an empty answer is a fault.
   */
  overlapSeconds: number;
  /**
   * The provider refuses longer ranges: the host asks window by window.
   */
  maxWindowDays?: number;
  /**
   * Whether a first sync without a limit starts at the beginning or by windows back from now.
   */
  from?: "beginning" | "window";
}
export interface ResourceField {
  pointer: Pointer;
  /**
   * `decimal` is stored as whole ten-thousandths.
   */
  type: "text" | "integer" | "decimal" | "boolean" | "date" | "timestamp";
  /**
   * Of timestamps that name none.
   */
  timezone?: string;
  displayName: Text;
  filter?: boolean;
  sort?: boolean;
  /**
   * Its words are found by their beginnings.
   */
  search?: boolean;
  /**
   * What the values mean, for people.
   *
   * @minItems 1
   * @maxItems 60
   */
  options?: {
    value: string;
    displayName: Text;
  }[];
}
/**
 * Records are never deleted.
 */
export interface DeletesNone {
  by: "none";
}
/**
 * The record itself says it.
 */
export interface DeletesField {
  by: "field";
  pointer: Pointer;
  equals: string | number | boolean;
}
/**
 * A delivery says it (`webhook.deletedTopics`).
 */
export interface DeletesWebhook {
  by: "webhook";
}
/**
 * What a whole scan no longer listed is asked for by its id: only 404 means deleted.
 */
export interface DeletesFullScan {
  by: "fullScan";
  verify: "get";
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
    targetSeconds: number;
  };
  timezone?: string;
}
/**
 * How people see it.
 */
export interface ResourceView {
  kind: "grid" | "record" | "inbox";
  icon?: string;
  /**
   * @minItems 1
   * @maxItems 12
   */
  columns: FieldName[];
  /**
   * Actions offered on a record; their `key` input is filled.
   *
   * @maxItems 10
   */
  actions?: Name[];
  status?: FieldName;
  inbox?: {
    open: {
      field: FieldName;
      equals: string;
    };
    askedAt: FieldName;
    reply: Name;
    text: Pointer;
    answer?: Pointer;
    targetSeconds?: number;
  };
}
export interface Route {
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
   * `list`: our list envelope; `plain`: the value itself; `successEnvelope`: {success, data | error, details}, and 422 for bad input.
   */
  shape?: "list" | "plain" | "successEnvelope";
  displayName?: Text;
}
export interface ErrorRule {
  when: {
    /**
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
    seconds?: number;
    /**
     * Midnight in `timezone`.
     */
    until?: "nextDay";
    timezone?: string;
  };
  /**
   * Into the answer's JSON: what the provider says to a person.
   */
  message?: Pointer;
}
export interface Limit {
  quota?: number;
  windowSeconds?: number;
  per: "connection" | "app" | "ip";
  /**
   * Counted for each method and path template apart.
   */
  perMethod?: boolean;
  concurrency?: number;
  /**
   * The window is the calendar day there, instead of `windowSeconds`.
   */
  day?: {
    timezone: string;
  };
  /**
   * @minItems 1
   * @maxItems 6
   */
  methods?: ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  /**
   * Setting of the connection that holds the quota of its plan.
   */
  planSetting?: string;
  /**
   * The provider refuses the same read twice within this time: the host waits.
   */
  redundantReadSeconds?: number;
  /**
   * So many faults in a row, and nothing is sent for a while.
   */
  breaker?: {
    failures: number;
    pauseSeconds: number;
  };
  pathPrefix?: UrlPath;
  note?: string;
  /**
   * Quota by the value of `planSetting`; for any other value `quota` holds. Without it, the setting's value is the quota.
   */
  planQuotas?: {
    [k: string]: number;
  };
  /**
   * With `perMethod`: into the JSON body, where the provider's method is named, such as `/call`. Without it, a method is the HTTP method and path.
   */
  methodBy?: Pointer;
}
