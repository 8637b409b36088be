// Generated from definition.schema.json by `npm run gen`. Do not edit.

export type HeaderName = string;
export type Slug = string;
export type Step = ActionStep | MapStep | BranchStep | CodeStep | RespondStep | StopStep;
export type Name = string;
export type StepTitle = string;
export type Note = string;
export type TimeoutMs = number;
export type OnError = "fail" | "continue" | "lane";

/**
 * Shape of a flow. A draft may be incomplete (empty texts); graph rules and expressions are checked by validate.ts and the sandbox.
 */
export interface FlowDefinition {
  trigger: WebhookTrigger | ConnectorTrigger | ManualTrigger;
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
}
export interface ConnectorTrigger {
  kind: "connector";
  plugin: Slug;
  trigger: Slug;
  connectionId: string;
}
export interface ManualTrigger {
  kind: "manual";
  sample?: unknown;
}
export interface ActionStep {
  kind: "action";
  plugin: Slug;
  action: Slug;
  connectionId: string;
  input: unknown;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
}
export interface Parent {
  container: string;
  lane: string;
}
export interface Retry {
  attempts: number;
  backoffMs: number;
  maxBackoffMs?: number;
}
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
}
export interface BranchStep {
  kind: "branch";
  condition: string;
  name: Name;
  title?: StepTitle;
  note?: Note;
  parent?: Parent;
  disabled?: boolean;
  retry?: Retry;
  timeoutMs?: TimeoutMs;
  onError?: OnError;
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
}
