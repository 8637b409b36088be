import { connect, disconnect, insertFragment, moveTo, removeSteps, type Target } from './commands-graph.ts'
import { CommandRefused, type Fragment } from './commands-refused.ts'
import { setStepField } from './commands-step.ts'
import type { FlowDefinition, FlowSettings, Json, Note, Step, StepGroup, Trigger } from './definition.ts'
import { isStepName, laneOf, type Mint, sameLane } from './draft.ts'
import { diff, type Patch } from './patches.ts'
import { toStored } from './references.ts'

/** Everything a person can do to a draft. The only way a draft changes, on the canvas, in the outline and by keyboard. */
export type Command =
  | { name: 'setTrigger'; trigger: Trigger }
  | { name: 'setSettings'; settings: FlowSettings }
  | { name: 'addStep'; id: string; step: Step; at: Target }
  | { name: 'paste'; fragment: Fragment; at: Target }
  | { name: 'removeSteps'; ids: readonly string[] }
  | { name: 'moveTo'; id: string; at: Target }
  | { name: 'connect'; from: string; to: string }
  | { name: 'disconnect'; edgeId: string }
  | { name: 'renameStep'; id: string; to: string }
  /** `value` undefined takes the field away. `field` is a JSON Pointer into the step. */
  | { name: 'setField'; id: string; field: string; value: Json | undefined }
  /** Several fields of one step at once, in the order given: an imported request, another operation. */
  | { name: 'setFields'; id: string; fields: ReadonlyArray<readonly [field: string, value: Json | undefined]> }
  | { name: 'moveSteps'; positions: Record<string, { x: number; y: number }> }
  /** Undefined takes it away. */
  | { name: 'setNote'; id: string; note: Note | undefined }
  | { name: 'setGroup'; id: string; group: StepGroup | undefined }
  /** Forgets all positions, so that the canvas arranges the steps itself. */
  | { name: 'arrange' }
  /** Takes over another definition whole: an older version, or the outcome of a merge. */
  | { name: 'restore'; definition: FlowDefinition }

export type CommandName = Command['name']

export interface Change {
  definition: FlowDefinition
  patches: Patch[]
  inverse: Patch[]
}

/** Applies one command. Throws CommandRefused and changes nothing when the flow's rules forbid it. */
export function runCommand(definition: FlowDefinition, command: Command, mint: Mint): Change {
  const after = execute(definition, command, mint)
  const [before, next] = [asJson(definition), asJson(after)]
  return { definition: after, patches: diff(before, next), inverse: diff(next, before) }
}

// A definition holds nothing but JSON: its optional fields are absent, never undefined (setStepField sees to it).
export function asJson(definition: FlowDefinition): Json {
  return definition as unknown as Json
}

/** Steps that the command would take away, with everything inside them. Throws CommandRefused as the command would. */
export function stepsLostBy(definition: FlowDefinition, command: Command, mint: Mint): string[] {
  const after = execute(definition, command, mint)
  return Object.keys(definition.steps).filter((id) => after.steps[id] === undefined)
}

function execute(definition: FlowDefinition, command: Command, mint: Mint): FlowDefinition {
  switch (command.name) {
    case 'setTrigger':
      return { ...definition, trigger: command.trigger }
    case 'setSettings':
      return { ...definition, settings: command.settings }
    case 'addStep':
      return insertFragment(definition, { steps: { [command.id]: command.step }, edges: {} }, command.at, mint, 'keep')
    case 'paste':
      return insertFragment(definition, command.fragment, command.at, mint, 'renew')
    case 'removeSteps':
      return removeSteps(definition, command.ids, mint)
    case 'moveTo':
      return moveTo(definition, command.id, command.at, mint)
    case 'connect':
      return connect(definition, command.from, command.to, mint)
    case 'disconnect':
      return disconnect(definition, command.edgeId)
    case 'renameStep':
      return rename(definition, command.id, command.to)
    case 'setField':
      return setStepField(definition, command.id, command.field, command.value)
    case 'setFields':
      return command.fields.reduce((current, [field, value]) => setStepField(current, command.id, field, value), definition)
    case 'moveSteps':
      return movePositions(definition, command.positions)
    case 'setNote':
      return withNotes(definition, changed(definition.notes, command.id, command.note))
    case 'setGroup':
      return setGroup(definition, command.id, command.group)
    case 'arrange':
      return { ...definition, layout: {} }
    case 'restore':
      return command.definition
    default:
      return command satisfies never
  }
}

function rename(definition: FlowDefinition, id: string, to: string): FlowDefinition {
  const step = definition.steps[id]
  if (!step) throw new CommandRefused('not_found')
  if (!isStepName(to)) throw new CommandRefused('bad_name')
  if (Object.entries(definition.steps).some(([other, { name }]) => other !== id && name === to)) throw new CommandRefused('name_taken')
  // What was written by name, by a template or through the API, is kept by id from now on: the name is about to mean nothing.
  const { steps } = toStored(definition)
  return { ...definition, steps: { ...steps, [id]: { ...(steps[id] ?? step), name: to } } }
}

function movePositions(definition: FlowDefinition, positions: Record<string, { x: number; y: number }>): FlowDefinition {
  const layout = { ...definition.layout }
  for (const [id, at] of Object.entries(positions)) {
    if (id !== 'trigger' && !definition.steps[id]) throw new CommandRefused('not_found')
    layout[id] = { x: Math.round(at.x), y: Math.round(at.y) }
  }
  return { ...definition, layout }
}

/** A group holds steps of one lane, and a step is in one group: it leaves the one before, which goes when it is empty. */
function setGroup(definition: FlowDefinition, id: string, group: StepGroup | undefined): FlowDefinition {
  if (group === undefined) return withGroups(definition, changed(definition.groups, id, undefined))
  const lanes = group.steps.map((stepId) => {
    const step = definition.steps[stepId]
    if (!step) throw new CommandRefused('not_found')
    return laneOf(step)
  })
  const [first = null] = lanes
  if (!lanes.every((lane) => sameLane(lane, first))) throw new CommandRefused('not_siblings')
  const members = new Set(group.steps)
  const others = Object.entries(definition.groups ?? {}).flatMap(([other, { steps, ...rest }]): Array<[string, StepGroup]> => {
    const left = steps.filter((stepId) => !members.has(stepId))
    return other === id || left.length === 0 ? [] : [[other, { ...rest, steps: left }]]
  })
  return withGroups(definition, group.steps.length === 0 ? Object.fromEntries(others) : { ...Object.fromEntries(others), [id]: group })
}

function changed<T>(all: Record<string, T> | undefined, id: string, value: T | undefined): Record<string, T> {
  const { [id]: _before, ...others } = all ?? {}
  return value === undefined ? others : { ...others, [id]: value }
}

/** The last one takes the whole part with it: a flow without notes has none, as it began. */
function withNotes({ notes: _before, ...rest }: FlowDefinition, notes: Record<string, Note>): FlowDefinition {
  return Object.keys(notes).length === 0 ? rest : { ...rest, notes }
}

function withGroups({ groups: _before, ...rest }: FlowDefinition, groups: Record<string, StepGroup>): FlowDefinition {
  return Object.keys(groups).length === 0 ? rest : { ...rest, groups }
}
