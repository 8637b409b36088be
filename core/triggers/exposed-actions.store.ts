import type { Trx } from '../platform/db.ts'

/** Which flow an exposed action's slug calls. Inside one tenant. A slug stays its flow's while that is paused. */

/** False when the slug is another flow's. */
export async function claimSlug(trx: Trx, tenantId: string, flowId: string, slug: string): Promise<boolean> {
  await trx('exposed_actions').where({ flow_id: flowId }).whereNot({ slug }).delete()
  await trx('exposed_actions').insert({ tenant_id: tenantId, slug, flow_id: flowId }).onConflict(['tenant_id', 'slug']).ignore()
  return (await ownerOfSlug(trx, slug)) === flowId
}

export async function releaseSlug(trx: Trx, flowId: string): Promise<void> {
  await trx('exposed_actions').where({ flow_id: flowId }).delete()
}

export async function ownerOfSlug(trx: Trx, slug: string): Promise<string | null> {
  const row = await trx('exposed_actions').where({ slug }).first<{ flow_id: string } | undefined>('flow_id')
  return row?.flow_id ?? null
}

/** Flow ids with their names, by slug. */
export async function listSlugs(trx: Trx): Promise<Array<{ slug: string; flowId: string; name: string }>> {
  return trx('exposed_actions as a')
    .join('flows as f', (on) => on.on('f.tenant_id', 'a.tenant_id').andOn('f.id', 'a.flow_id'))
    .where('f.state', 'published')
    .whereNull('f.deleted_at')
    .orderBy('a.slug')
    .select<Array<{ slug: string; flowId: string; name: string }>>({ slug: 'a.slug', flowId: 'a.flow_id', name: 'f.name' })
}
