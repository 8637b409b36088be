import { dateText, dateTimeText } from '../formats.ts'
import { type Partner, planOf } from '../partner.ts'
import type { Block, Contract } from '../partner.types.ts'
import { TEXTS } from '../texts.ts'

export function isActive(block: Block, now: number): boolean {
  return block.endsAt === null || block.endsAt > now
}

/** What `Com Pendências` means is unknown: here an active block, unless the switch is off. */
export function statusOf(partner: Partner, contract: Contract): string {
  if (contract.cancelledAt !== null) return partner.switches.cancelledStatus
  const isBlocked = contract.blocks.some((block) => isActive(block, partner.world.clock.now()))
  return isBlocked && partner.switches.blockShowsInStatus ? TEXTS.pending : TEXTS.active
}

/** `9999/999999999-99`. */
export function codeOf(partner: Partner, contract: Contract): string {
  const digits = (partner.customers.get(contract.customerId)?.document ?? '').padStart(11, '0').slice(0, 11)
  return `${contract.id}/${digits.slice(0, 9)}-${digits.slice(9)}`
}

/** One for each plan; the equipment hangs on the first. */
export function subscriptionIdsOf({ id, extraPlanIds }: Contract): string[] {
  return [null, ...extraPlanIds].map((_, index) => `${id}${index + 1}`)
}

/** The list does not say which contract of the ERP it is. */
export function viewContract(partner: Partner, contract: Contract) {
  const isOver = contract.cancelledAt !== null
  const plans = [contract.planId, ...contract.extraPlanIds].map((id) => planOf(partner, id))
  const subscriptionIds = subscriptionIdsOf(contract)
  return {
    id: String(contract.id),
    codigo: codeOf(partner, contract),
    tipo: 'Principal',
    servico: 'Olé TV',
    data_geracao: dateTimeText(contract.createdAt),
    data_ativacao: dateTimeText(contract.createdAt),
    status: statusOf(partner, contract),
    assinaturas: plans.map((plan, index) => ({
      id: subscriptionIds[index],
      plano: plan?.name ?? '',
      box: plan?.isMobile === true ? 'Não' : 'Sim',
      dispositivos: plan?.isMobile === true ? '2' : '1',
      status_assinatura: isOver ? 'Inativa' : 'Ativa',
      equipamentos: index > 0 ? [] : contract.equipment.map((one) => viewEquipment(partner, one, isOver)),
    })),
  }
}

function viewEquipment(partner: Partner, { id, modelId, mac, since }: Contract['equipment'][number], isOver: boolean) {
  return {
    id,
    equipamento: partner.models.find((model) => model.id === modelId)?.nome ?? '',
    mac,
    data_inicio: dateText(since),
    status_equipamento: isOver ? 'Inativo' : 'Ativo',
  }
}

export function viewBlock(block: Block, now: number) {
  return {
    id: String(block.id),
    tipo_id: block.reason,
    tipo_nome: block.reason === '1' ? 'Bloqueio por Inadimplência' : 'Suspensão Temporária',
    inicio: dateTimeText(block.startedAt),
    termino: block.endsAt === null ? null : dateTimeText(block.endsAt),
    status_nome: isActive(block, now) ? 'Ativo' : 'Inativo (Finalizado)',
  }
}
