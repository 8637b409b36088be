/** How a trigger of a resource's changes stands among a connector's triggers: none of those can have a colon in its name. */
export function resourceTriggerName(resource: string): string {
  return `resource:${resource}`
}
