// Generated from tasks.schema.json by `npm run gen`. Do not edit.

export type TaskStatus = "open" | "done" | "cancelled" | "overdue";
export type AssigneeRole = "owner" | "admin" | "editor" | "operator";

export interface Person {
  id: string;
  name: string;
}
/**
 * A role, for everybody who has at least that one, or one member.
 */
export interface Someone {
  role: AssigneeRole | null;
  user: Person | null;
}
export interface Outcome {
  lane: string;
  title: string;
}
export interface TaskSummary {
  id: string;
  runId: string;
  path: string;
  flowId: string;
  flowName: string;
  stepName: string;
  question: string;
  outcomes: Outcome[];
  hasForm: boolean;
  assignee: Someone;
  escalatedTo: Someone | null;
  status: TaskStatus;
  createdAt: string;
  deadlineAt: string | null;
  remindedAt: string | null;
  escalatedAt: string | null;
  closedAt: string | null;
  /**
   * Null on a done task: answered by the link that the flow sent.
   */
  decidedBy: Person | null;
  /**
   * Lane of the outcome.
   */
  outcome: string | null;
}
export interface TaskEvent {
  id: string;
  at: string;
  kind: "reminded" | "escalated" | "reassigned" | "decided" | "overdue";
  by: Person | null;
  detail: {};
}
/**
 * `details`: what the step shows beside the question, any JSON. `form`: JSON Schema of what is filled in, null for nothing.
 */
export interface Task {
  task: TaskSummary;
  details: unknown;
  form: unknown;
  formValues: unknown;
  comment: string | null;
  reminderAt: string | null;
  escalateAt: string | null;
  events: TaskEvent[];
}
export interface TaskList {
  items: TaskSummary[];
  nextCursor: string | null;
  /**
   * Open tasks that are asked of the caller, on all pages.
   */
  openForMe: number;
}
export interface TaskQuery {
  status?: TaskStatus;
  mine?: boolean;
  runId?: string;
  cursor?: string;
  limit?: number;
}
export interface DecideTask {
  outcome: string;
  form?: unknown;
  comment?: string;
}
export interface ReassignTask {
  assignee:
    | {
        role: AssigneeRole;
      }
    | {
        userId: string;
      };
}
