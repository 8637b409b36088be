// Generated from definition.schema.json by `npm run gen`. Do not edit.

export type HeaderName = string;
export type Slug = string;
export type Pointer = string;
export type Step =
  | ActionStep
  | HttpStep
  | MapStep
  | CodeStep
  | FilterStep
  | SplitStep
  | AggregateStep
  | BranchStep
  | SwitchStep
  | ForEachStep
  | WhileStep
  | ParallelStep
  | DelayStep
  | WaitStep
  | ApprovalStep
  | SubflowStep
  | StoreStep
  | RespondStep
  | StopStep;
export type LaneId = string;
export type Name = string;
export type StepTitle = string;
export type Note = string;
export type TimeoutMs = number;
export type OnError = "fail" | "continue" | "lane";
export type Expression = string;
/**
 * @maxItems 50
 */
export type Redact = string[];
export type Paging =
  | {
      by: "page";
      param: string;
      first: number;
      items: Pointer;
      maxPages: number;
    }
  | {
      by: "offset";
      param: string;
      limit: number;
      items: Pointer;
      maxPages: number;
    }
  | {
      by: "cursor";
      param: string;
      cursor: Pointer;
      items: Pointer;
      maxPages: number;
    }
  | {
      by: "link";
      items: Pointer;
      maxPages: number;
    };
/**
 * @minItems 1
 * @maxItems 20
 */
export type TitledLanes = {
  lane: LaneId;
  title: string;
}[];
export type Unit = "seconds" | "minutes" | "hours" | "days";
export type Assignee =
  | {
      role: "owner" | "admin" | "editor" | "operator";
    }
  | {
      userId: string;
    };

/**
 * Shape of a flow. A draft may be incomplete (empty texts); graph rules and expressions are checked by validate.ts and the sandbox.
 */
export interface FlowDefinition {
  trigger:
    | WebhookTrigger
    | ConnectorTrigger
    | PollingTrigger
    | ResourceTrigger
    | ScheduleTrigger
    | FormTrigger
    | ManualTrigger
    | SubflowTrigger
    | ErrorTrigger
    | ApiTrigger;
  steps: {
    [k: string]: Step;
  };
  edges: {
    [k: string]: {
      from: string;
      to: string;
    };
  };
  settings: {
    timeLimitMs?: number;
    errorFlowId?: string;
    concurrency?: {
      key?: Expression;
      limit: number;
      whenFull: "queue" | "drop" | "replace" | "fail";
    };
    fifo?: {
      key: Expression;
    };
    debounce?: {
      key?: Expression;
      waitMs: number;
    };
    throttle?: {
      key?: Expression;
      limit: number;
      perMs: number;
      whenFull: "queue" | "drop";
    };
    priority?: "high" | "normal" | "low";
    retentionDays?: number;
    whilePaused?: "keep" | "drop";
  };
  notes?: {
    [k: string]: {
      text: string;
      x: number;
      y: number;
    };
  };
  groups?: {
    [k: string]: {
      title: string;
      /**
       * @maxItems 2000
       */
      steps: string[];
      collapsed?: true;
    };
  };
  layout: {
    [k: string]: {
      x: number;
      y: number;
    };
  };
}
export interface WebhookTrigger {
  kind: "webhook";
  verification:
    | {
        scheme: "none";
      }
    | {
        scheme: "token";
        header: HeaderName;
      }
    | {
        scheme: "hmac";
        header: HeaderName;
        prefix?: string;
        encoding: "hex" | "base64";
      }
    | {
        scheme: "standardWebhooks";
      };
  answer: "now" | "flow";
  dedupe?: {
    in: "header" | "query" | "body";
    name: string;
  };
  sample?: unknown;
  /**
   * @minItems 1
   */
  methods?: ("GET" | "POST" | "PUT" | "PATCH" | "DELETE")[];
  path?: string;
}
export interface ConnectorTrigger {
  kind: "connector";
  plugin: Slug;
  trigger: Slug;
  connectionId: string;
}
export interface PollingTrigger {
  kind: "polling";
  plugin: Slug;
  connectionId: string;
  action: Slug;
  input: unknown;
  everySeconds: number;
  records: Pointer;
  key: Pointer;
  cursor?: Pointer;
  cursorField?: string;
  existing?: "remember" | "run";
}
export interface ResourceTrigger {
  kind: "resource";
  plugin: Slug;
  connectionId: string;
  resource: Slug;
  /**
   * @minItems 1
   */
  changes: ("created" | "updated" | "deleted")[];
}
export interface ScheduleTrigger {
  kind: "schedule";
  when:
    | {
        by: "cron";
        expression: string;
      }
    | {
        by: "interval";
        everySeconds: number;
      };
  timezone: string;
  missed: "none" | "last" | "all";
}
export interface FormTrigger {
  kind: "form";
  title: string;
  description?: string;
  schema: unknown;
  thanks?: string;
}
export interface ManualTrigger {
  kind: "manual";
  sample?: unknown;
}
export interface SubflowTrigger {
  kind: "subflow";
  input?: unknown;
  output?: unknown;
  sample?: unknown;
}
export interface ErrorTrigger {
  kind: "error";
  sample?: unknown;
}
export interface ApiTrigger {
  kind: "api";
  slug: Slug;
  input?: unknown;
  answer: "now" | "flow";
  sample?: unknown;
}
export interface ActionStep {
  kind: "action";
  plugin: Slug;
  action: Slug;
  connectionId: string;
  input: unknown;
  /**
   * @maxItems 20
   */
  outcomes?: LaneId[];
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface Parent {
  container: string;
  lane: string;
}
export interface Retry {
  attempts: number;
  backoffMs: number;
  maxBackoffMs?: number;
  /**
   * @minItems 1
   */
  on?: ("timeout" | "network" | "rateLimited" | "server" | "conflict" | "notFound" | "permanent")[];
}
export interface Cache {
  ttlSeconds: number;
}
export interface HttpStep {
  kind: "http";
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: unknown;
  headers?: Templates;
  query?: Templates;
  body?: {
    type: "json" | "form" | "text";
    value: unknown;
  };
  connectionId?: string;
  paging?: Paging;
  repeatable?:
    | ("natural" | "never")
    | {
        idempotencyHeader: HeaderName;
      };
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface Templates {}
export interface MapStep {
  kind: "map";
  value: unknown;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface CodeStep {
  kind: "code";
  code: string;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface FilterStep {
  kind: "filter";
  items: unknown;
  condition: Expression;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface SplitStep {
  kind: "split";
  items: unknown;
  size: unknown;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface AggregateStep {
  kind: "aggregate";
  items: unknown;
  groupBy?: Expression;
  /**
   * @maxItems 50
   */
  figures: {
    name: string;
    figure: "count" | "sum" | "average" | "min" | "max" | "first" | "last" | "list";
    value?: Expression;
  }[];
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface BranchStep {
  kind: "branch";
  condition: Expression;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface SwitchStep {
  kind: "switch";
  take: "first" | "all";
  /**
   * @minItems 1
   * @maxItems 50
   */
  cases: {
    lane: LaneId;
    title: string;
    condition: Expression;
  }[];
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface ForEachStep {
  kind: "forEach";
  items: unknown;
  atOnce: number;
  collect?: Expression;
  stopAfter?: Expression;
  onIterationError?: "fail" | "continue";
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface WhileStep {
  kind: "while";
  condition: Expression;
  maxIterations: number;
  collect?: Expression;
  stopAfter?: Expression;
  onIterationError?: "fail" | "continue";
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface ParallelStep {
  kind: "parallel";
  lanes: TitledLanes;
  join:
    | ("all" | "any")
    | {
        first: number;
      };
  fail: "fast" | "wait" | "continue";
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface DelayStep {
  kind: "delay";
  delay:
    | {
        by: "duration";
        amount: unknown;
        unit: Unit;
      }
    | {
        by: "date";
        date: unknown;
      }
    | {
        by: "businessTime";
        amount: unknown;
        unit: "minutes" | "hours";
      };
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface WaitStep {
  kind: "wait";
  timeout?: Duration;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface Duration {
  amount: unknown;
  unit: Unit;
}
export interface ApprovalStep {
  kind: "approval";
  question: unknown;
  details?: unknown;
  assignee: Assignee;
  form?: unknown;
  outcomes: TitledLanes;
  deadline?: Duration;
  reminder?: Duration;
  escalation?: {
    after: Duration;
    to: Assignee;
  };
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface SubflowStep {
  kind: "subflow";
  flowId: string;
  version?: number;
  input: unknown;
  wait: boolean;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface StoreStep {
  kind: "store";
  operation: "get" | "put" | "delete" | "query" | "increment";
  table: string;
  key?: unknown;
  value?: unknown;
  by?: unknown;
  field?: Pointer;
  where?: Templates;
  orderBy?: {
    field: Pointer;
    descending?: boolean;
  };
  limit?: number;
  ttlSeconds?: number;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface RespondStep {
  kind: "respond";
  status: unknown;
  headers?: {};
  body: unknown;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
export interface StopStep {
  kind: "stop";
  outcome: "success" | "error";
  message?: unknown;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
  skipWhen?: Expression;
  stopWhen?: Expression;
  cache?: Cache;
  redact?: Redact;
}
