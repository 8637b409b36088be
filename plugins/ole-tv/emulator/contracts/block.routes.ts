import type { EmulatorAnswer, EmulatorRoute } from '@tomada/sdk/emulator'
import { dayOf, endOfDay } from '../formats.ts'
import { newId, type Partner, record } from '../partner.ts'
import type { Block, Contract } from '../partner.types.ts'
import { type Call, endpoint } from '../sign-in.ts'
import { blockedText, done, refused, TEXTS, unblockedText } from '../texts.ts'
import { isActive, viewBlock } from './contract-view.ts'

export function blockRoutes(
  partner: Partner,
  one: (path: string, act: (contract: Contract, call: Call) => EmulatorAnswer) => EmulatorRoute,
) {
  return [
    one('/contratos/bloqueio/:id', (contract, call) => blockContract(partner, contract, call)),
    one('/contratos/desbloqueio/:id/:blockId', (contract, call) => unblockContract(partner, contract, call, call.param('blockId'))),
    one('/contratos/listarbloqueios/:id/:active', (contract, call) => listBlocks(partner, contract, call.param('active'))),
    endpoint(partner, '/contratos/desbloqueio/:id', () => refused(partner.switches.errorStatus, TEXTS.noBlock)),
  ]
}

function blockContract(partner: Partner, contract: Contract, { form, request }: Call): EmulatorAnswer {
  const { errorStatus } = partner.switches
  const now = partner.world.clock.now()
  const reason = form.text('motivo_suspensao')
  if (reason !== '1' && reason !== '2') return refused(errorStatus, { outros: 'Motivo da suspensão inválido!' })
  const end = form.text('data_encerramento')
  const endDay = end === '' ? null : dayOf(end)
  if (end !== '' && endDay === null) return refused(errorStatus, { outros: 'Data de encerramento inválida!' })
  if (contract.cancelledAt !== null) return refused(errorStatus, TEXTS.alreadyCancelled)
  if (contract.blocks.some((block) => isActive(block, now))) return refused(errorStatus, TEXTS.alreadyBlocked)
  const block: Block = { id: newId(partner), reason, startedAt: now, endsAt: endDay === null ? null : endOfDay(endDay) }
  contract.blocks.push(block)
  record(partner, 'contract.blocked', { key: String(contract.id), id: String(block.id), requestId: request.id, details: { reason } })
  return done({ id_bloqueio: String(block.id), msg: blockedText(contract.id) })
}

/** Only by the id of a block that is active. */
function unblockContract(partner: Partner, contract: Contract, { request }: Pick<Call, 'request'>, blockId: string): EmulatorAnswer {
  const now = partner.world.clock.now()
  const block = contract.blocks.find((one) => String(one.id) === blockId && isActive(one, now))
  if (block === undefined) return refused(partner.switches.errorStatus, TEXTS.noBlock)
  block.endsAt = now
  record(partner, 'contract.unblocked', { key: String(contract.id), id: blockId, requestId: request.id })
  return done({ msg: unblockedText(contract.id) })
}

/** Every active block at once, as the proxy's `reativar-contrato.php` does. */
export function unblockAll(partner: Partner, contract: Contract, call: Pick<Call, 'request'>): EmulatorAnswer {
  const active = contract.blocks.filter((block) => isActive(block, partner.world.clock.now()))
  const answers = active.map((block) => unblockContract(partner, contract, call, String(block.id)))
  return answers.at(-1) ?? refused(partner.switches.errorStatus, TEXTS.noBlock)
}

export function listBlocks(partner: Partner, contract: Contract, active: string): EmulatorAnswer {
  const now = partner.world.clock.now()
  const isAsked = (block: Block) => isActive(block, now) === (active === 'true' || active === '1')
  const blocks = contract.blocks.filter(isAsked)
  if (blocks.length === 0) return refused(partner.switches.errorStatus, TEXTS.noBlocks)
  return done({ bloqueios: blocks.map((block) => viewBlock(block, now)) })
}
