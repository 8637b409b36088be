import type { EmulatorAnswer } from '@tomada/sdk/emulator'
import type { Form } from '../form.ts'
import { newId, type Partner, planOf, record } from '../partner.ts'
import type { Contract } from '../partner.types.ts'
import type { Call } from '../sign-in.ts'
import { done, refused, TEXTS } from '../texts.ts'
import { codeOf } from './contract-view.ts'

export const MAC = /^[0-9A-Fa-f]{12}$/

export function insertContract(partner: Partner, { form, request }: Pick<Call, 'form' | 'request'>): EmulatorAnswer {
  const refusal = faultOf(partner, form)
  if (refusal !== null) return refused(partner.switches.errorStatus, refusal)
  const now = partner.world.clock.now()
  const macs = form.list('mac')
  const contract: Contract = {
    id: newId(partner),
    customerId: Number(form.text('id_cliente')),
    originId: form.text('id_contrato_origem'),
    planId: form.text('id_plano_principal'),
    extraPlanIds: form.list('id_plano_adicional'),
    equipment: form.list('id_modelo').map((modelId, index) => ({
      id: String(newId(partner)),
      modelId,
      mac: (macs[index] ?? '').toUpperCase(),
      since: now,
    })),
    userEmail: form.text('email_usuario'),
    createdAt: now,
    cancelledAt: null,
    blocks: [],
    documents: [],
  }
  partner.contracts.set(contract.id, contract)
  const details = { customer: contract.customerId, plan: contract.planId, extra: contract.extraPlanIds }
  record(partner, 'contract.created', { key: contract.originId || null, id: String(contract.id), requestId: request.id, details })
  return done({ id: String(contract.id), codigo: codeOf(partner, contract), status: TEXTS.active })
}

/** A Mobile plan takes the user's e-mail and no equipment. */
function faultOf(partner: Partner, form: Form): Record<string, string> | null {
  if (!partner.customers.has(Number(form.text('id_cliente')))) return { outros: TEXTS.noCustomer }
  if (partner.switches.requiresOriginId && form.text('id_contrato_origem') === '') return { outros: 'id_contrato_origem obrigatório!' }
  const plan = planOf(partner, form.text('id_plano_principal'))
  if (plan?.kind !== 'Principal') return { outros: 'Plano inválido!' }
  if (form.list('id_plano_adicional').some((id) => planOf(partner, id)?.kind !== 'Adicional'))
    return { outros: 'Plano adicional inválido!' }
  if (plan.isMobile) {
    if (form.text('email_usuario') === '') return { outros: 'email_usuario obrigatório!' }
    return form.has('id_modelo') || form.has('mac') ? { outros: 'Plano Mobile não usa equipamento!' } : null
  }
  if (form.list('id_modelo').some((id) => !partner.models.some((model) => model.id === id))) return { outros: 'Modelo inválido!' }
  if (form.list('mac').some((mac) => !MAC.test(mac))) return { outros: 'MAC inválido!' }
  return form.list('id_modelo').length === form.list('mac').length ? null : { outros: 'MAC inválido!' }
}
