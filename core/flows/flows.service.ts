import { randomBytes } from 'node:crypto'
import type { FlowDefinition, Json } from '../../sdk/flow/definition.ts'
import { recordAudit } from '../identity/audit.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Trx } from '../platform/db.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { SecretBox } from '../platform/secrets.ts'
import { announceFlow } from './announce.ts'
import { type ConnectionFlowRow, flowsOfConnection } from './connection-flows.store.ts'
import type { FlowCaller } from './drafts.service.ts'
import { flowsWithDraft, saveDraft } from './drafts.store.ts'
import {
  type FlowRow,
  findFlow,
  hookSecretCipher,
  insertFlow,
  listFlows,
  listTrash,
  lockFlow,
  markFlowDeleted,
  markFlowRestored,
  replaceHookSecret,
  type TrashedFlow,
  updateFlow,
} from './flows.store.ts'
import type { ConnectionPort, ConnectorCatalogue, FlowTemplate, TriggerRegistration } from './flows.types.ts'
import { startingDefinition } from './starting-definition.ts'
import { BUILT_IN_TEMPLATES, fillConnections, ownConnections } from './templates.ts'
import { findVersion, listVersions, type VersionListing } from './versions.store.ts'

export interface FlowsDeps {
  db: Database
  clock: Clock
  secrets: SecretBox
  catalogue: ConnectorCatalogue
  connections: ConnectionPort
  triggers: Pick<TriggerRegistration, 'forget'>
}

export interface FlowView extends FlowRow {
  hasDraft: boolean
  /** Trigger of the published version, or of nothing yet. */
  trigger: FlowDefinition['trigger'] | null
}

export interface NewFlowInput {
  name: string
  /** Id of a ready-made flow. */
  template?: string
  /** Of a file; accounts of another workspace are replaced by this one's. */
  definition?: FlowDefinition
  folder?: string
  tags?: string[]
}

/** The list of flows and each flow's life outside its drafts and versions. */
export function createFlows({ db, clock, secrets, catalogue, connections, triggers }: FlowsDeps) {
  const templates = (): FlowTemplate[] => [...BUILT_IN_TEMPLATES, ...catalogue.templates()]

  async function view(trx: Trx, flow: FlowRow, drafts: Set<string>): Promise<FlowView> {
    const version = flow.publishedVersion === null ? undefined : await findVersion(trx, flow.id, flow.publishedVersion)
    const definition: FlowDefinition | null = version === undefined ? null : JSON.parse(version.definition)
    return { ...flow, hasDraft: drafts.has(flow.id), trigger: definition?.trigger ?? null }
  }

  return {
    templates,

    async list(caller: FlowCaller): Promise<FlowView[]> {
      return db.forTenant(caller.tenantId, async (trx) => {
        const drafts = await flowsWithDraft(trx, caller.userId)
        const flows = await listFlows(trx)
        const views: FlowView[] = []
        for (const flow of flows) views.push(await view(trx, flow, drafts))
        return views
      })
    },

    /** Flows that use a connection, those that run first. Throws AppError `not_found` for a connection that is not there. */
    async ofConnection(tenantId: string, connectionId: string): Promise<ConnectionFlowRow[]> {
      return db.forTenant(tenantId, async (trx) => {
        if (!(await connections.listForFlows(trx)).has(connectionId)) throw new AppError('not_found')
        return flowsOfConnection(trx, connectionId)
      })
    },

    async read(caller: FlowCaller, flowId: string): Promise<FlowView> {
      return db.forTenant(caller.tenantId, async (trx) =>
        view(trx, await requireFlow(trx, flowId), await flowsWithDraft(trx, caller.userId)),
      )
    },

    /** A new flow, blank or from a template; its own webhook address exists from the start and never changes. */
    async create(caller: FlowCaller, input: NewFlowInput): Promise<FlowView> {
      const template = input.template === undefined ? undefined : templates().find((known) => known.id === input.template)
      if (input.template !== undefined && template === undefined) {
        throw new AppError('invalid', { errors: [{ field: '/template', reason: 'unknown template / modelo desconhecido' }] })
      }
      const flowId = newId('flw', clock.now())
      return db.forTenant(caller.tenantId, async (trx) => {
        await insertFlow(trx, {
          tenantId: caller.tenantId,
          id: flowId,
          name: input.name,
          createdBy: caller.userId,
          hookToken: randomBytes(18).toString('base64url'),
          hookSecretCipher: secrets.encrypt(newHookSecret(), secretPurpose(caller.tenantId, flowId)),
          folder: input.folder ?? '',
          tags: input.tags ?? [],
        })
        const known = await connections.listForFlows(trx)
        const imported = input.definition === undefined ? startingDefinition() : ownConnections(input.definition, known)
        const definition = template === undefined ? imported : fillConnections(template, known)
        await saveDraft(trx, { ...caller, flowId, baseVersion: null, seenRevision: 0, definition: JSON.stringify(definition) })
        const created = await requireFlow(trx, flowId)
        await recordAudit(trx, { ...caller, act: 'flow.created', subject: flowId, after: placeOf(created) }, clock.now())
        return view(trx, created, new Set([flowId]))
      })
    },

    /** Its name and where it stands in the list. */
    async change(caller: FlowCaller, flowId: string, change: { name?: string; folder?: string; tags?: string[] }): Promise<FlowView> {
      return db.forTenant(caller.tenantId, async (trx) => {
        const before = await requireFlow(trx, flowId)
        const { folder, tags } = change
        await updateFlow(trx, flowId, {
          ...change,
          ...(folder === undefined ? {} : { folder: tidyFolder(folder) }),
          ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
        })
        const after = await requireFlow(trx, flowId)
        const told = { before: placeOf(before), after: placeOf(after) }
        await recordAudit(trx, { ...caller, act: 'flow.changed', subject: flowId, ...told }, clock.now())
        await announceFlow(trx, caller.tenantId, flowId)
        return view(trx, after, await flowsWithDraft(trx, caller.userId))
      })
    },

    async remove(caller: FlowCaller, flowId: string): Promise<void> {
      await db.forTenant(caller.tenantId, async (trx) => {
        const flow = await lockFlow(trx, flowId)
        if (flow === undefined) throw new AppError('not_found')
        await markFlowDeleted(trx, flowId)
        await triggers.forget(trx, flowId)
        await recordAudit(
          trx,
          { ...caller, act: 'flow.deleted', subject: flowId, before: { ...placeOf(flow), state: flow.state } },
          clock.now(),
        )
        await announceFlow(trx, caller.tenantId, flowId)
      })
    },

    async trash(caller: FlowCaller): Promise<TrashedFlow[]> {
      return db.forTenant(caller.tenantId, listTrash)
    },

    /** Back from the bin, paused: what it listens to is registered again when somebody resumes it. Throws not_found after 30 days. */
    async restore(caller: FlowCaller, flowId: string): Promise<FlowView> {
      return db.forTenant(caller.tenantId, async (trx) => {
        if (!(await markFlowRestored(trx, flowId))) throw new AppError('not_found')
        const flow = await requireFlow(trx, flowId)
        const after = { ...placeOf(flow), state: flow.state }
        await recordAudit(trx, { ...caller, act: 'flow.restored', subject: flowId, after }, clock.now())
        await announceFlow(trx, caller.tenantId, flowId)
        return view(trx, flow, await flowsWithDraft(trx, caller.userId))
      })
    },

    async versions(caller: FlowCaller, flowId: string): Promise<VersionListing[]> {
      return db.forTenant(caller.tenantId, async (trx) => {
        await requireFlow(trx, flowId)
        return listVersions(trx, flowId)
      })
    },

    async version(caller: FlowCaller, flowId: string, version: number): Promise<{ version: number; definition: Json }> {
      return db.forTenant(caller.tenantId, async (trx) => {
        await requireFlow(trx, flowId)
        const found = await findVersion(trx, flowId, version)
        if (found === undefined) throw new AppError('not_found')
        return { version: found.version, definition: JSON.parse(found.definition) }
      })
    },

    /** The secret that senders sign with. Readable by editors, because they must give it to the sender. */
    async hookSecret(caller: FlowCaller, flowId: string): Promise<string> {
      return db.forTenant(caller.tenantId, async (trx) => {
        const cipher = await hookSecretCipher(trx, (await requireFlow(trx, flowId)).id)
        if (cipher === undefined) throw new AppError('not_found')
        return secrets.decrypt(cipher, secretPurpose(caller.tenantId, flowId))
      })
    },

    async rotateHookSecret(caller: FlowCaller, flowId: string): Promise<string> {
      const secret = newHookSecret()
      await db.forTenant(caller.tenantId, async (trx) => {
        if ((await lockFlow(trx, flowId)) === undefined) throw new AppError('not_found')
        await replaceHookSecret(trx, flowId, secrets.encrypt(secret, secretPurpose(caller.tenantId, flowId)))
        await recordAudit(trx, { ...caller, act: 'flow.secret_rotated', subject: flowId, secrets: ['webhookSecret'] }, clock.now())
        await announceFlow(trx, caller.tenantId, flowId)
      })
      return secret
    },
  }
}

export type FlowsService = ReturnType<typeof createFlows>

/** Additional data of the secret's encryption: a ciphertext moved to another flow does not open. */
export function secretPurpose(tenantId: string, flowId: string): string {
  return `flow-hook:${tenantId}:${flowId}`
}

/** Standard Webhooks form: `whsec_` and base64 of 32 random bytes. Serves as token and as HMAC key too. */
function newHookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

async function requireFlow(trx: Trx, flowId: string): Promise<FlowRow> {
  const flow = await findFlow(trx, flowId)
  if (flow === undefined) throw new AppError('not_found')
  return flow
}

/** `Vendas / Loja/` → `Vendas/Loja`: one folder has one name. */
function tidyFolder(folder: string): string {
  return folder
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('/')
}

/** What the audit log tells of a flow beside its versions. */
const placeOf = ({ name, folder, tags }: FlowRow) => ({ name, folder, tags })
