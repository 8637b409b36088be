// Generated from flows.schema.json by `npm run gen`. Do not edit.

export interface Flow {
  id: string;
  name: string;
  /**
   * Empty: in none. Folders in folders are written with slashes.
   */
  folder: string;
  tags: string[];
  state: "draft" | "published" | "paused";
  publishedVersion: number | null;
  hasDraft: boolean;
  /**
   * Trigger of the published version, as in the flow definition; null before the first publication.
   */
  trigger: {
    [k: string]: unknown;
  };
  hookUrl: string;
  /**
   * Where its form is, when its trigger is one.
   */
  formUrl?: string;
  createdAt: string;
  updatedAt: string;
}
export interface FlowList {
  items: Flow[];
  nextCursor: string | null;
}
export interface ConnectionFlow {
  id: string;
  name: string;
  folder: string;
  state: "draft" | "published" | "paused";
  /**
   * Its published version uses the connection.
   */
  isPublished: boolean;
  /**
   * Unpublished changes that use it, of anybody.
   */
  drafts: number;
}
export interface ConnectionFlowList {
  items: ConnectionFlow[];
  nextCursor: null;
}
export interface CreateFlow {
  name: string;
  template?: string;
}
export interface ChangeFlow {
  name?: string;
  folder?: string;
  /**
   * @maxItems 20
   */
  tags?: string[];
}
export interface TrashedFlow {
  id: string;
  name: string;
  folder: string;
  deletedAt: string;
  /**
   * Until then it can be taken back.
   */
  until: string;
}
export interface FlowTrash {
  items: TrashedFlow[];
  nextCursor: string | null;
}
/**
 * A flow as a file: what the caller's draft holds, or else the published version.
 */
export interface FlowFile {
  format: "tomada-flow";
  version: 1;
  name: string;
  folder?: string;
  /**
   * @maxItems 20
   */
  tags?: string[];
  /**
   * Flow definition; its schema is sdk/flow/definition.schema.json.
   */
  definition: {};
}
export interface FlowProblem {
  stepId: string;
  field: string;
  severity: "error" | "warning";
  code: string;
  message: {
    en: string;
    "pt-BR": string;
  };
}
export interface Draft {
  revision: number;
  baseVersion: number | null;
  /**
   * Flow definition; its schema is sdk/flow/definition.schema.json.
   */
  definition: {};
  problems: FlowProblem[];
  savedAt: string | null;
}
export interface SavedDraft {
  revision: number;
  problems: FlowProblem[];
}
export interface PublishFlow {
  name?: string;
  note?: string;
}
export interface PublishedVersion {
  version: number;
}
export interface VersionList {
  items: {
    version: number;
    name: string;
    note: string;
    /**
     * Id of the user.
     */
    publishedBy: string;
    /**
     * Null when that user is gone.
     */
    publishedByName: string | null;
    publishedAt: string;
  }[];
  nextCursor: string | null;
}
export interface Version {
  version: number;
  definition: {};
}
export interface Context {
  sources: {
    id: string;
    name: string;
    title: string;
    schema: unknown;
    schemaFrom: "manifest" | "inferred";
    sample: unknown;
    sampleFrom: string;
    mayNotHaveRun: boolean;
  }[];
}
export interface CodeTypes {
  /**
   * Text of a .d.ts file without imports: everything in it is global.
   */
  declarations: string;
}
export interface Evaluate {
  stepId: string;
  template: unknown;
}
export interface Evaluation {
  value?: unknown;
  error?: {};
}
export interface TestStep {
  stepId: string;
  input?: unknown;
}
export interface StepTest {
  status: "done" | "failed";
  output: unknown;
  error: {} | null;
  durationMs: number;
  calls: {}[];
  logs: string[];
}
export interface HookSecret {
  secret: string;
}
/**
 * What starts it: the kind, and the connector and its capability where there is one.
 */
export interface TemplateTrigger {
  kind: string;
  plugin: string | null;
  capability: string | null;
}
/**
 * One step of the preview, in the order of the flow. `depth`: inside how many lanes it stands; `lane`: of which, null at the root.
 */
export interface TemplateStep {
  kind: string;
  title: string;
  plugin: string | null;
  depth: number;
  lane: string | null;
}
export interface TemplateList {
  items: {
    id: string;
    name: string;
    category: "orders" | "stock" | "customers" | "service" | "shipping" | "reports" | "operations" | "other";
    trigger: TemplateTrigger;
    steps: TemplateStep[];
    description: string;
    plugins: string[];
  }[];
  nextCursor: string | null;
}
