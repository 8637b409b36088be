// Generated from demo.schema.json by `npm run gen`. Do not edit.

export interface Demo {
  available: boolean;
  state: "absent" | "starting" | "ready" | "failed";
  /**
   * What is being prepared right now.
   */
  stage: string | null;
  error: string | null;
  emulators: {
    plugin: string;
    name: string;
    url: string;
  }[];
  workspaceId: string | null;
  flowId: string | null;
  runId: string | null;
}
