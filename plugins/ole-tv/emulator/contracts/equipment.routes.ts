import { type EmulatorAnswer, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { type Partner, record } from '../partner.ts'
import type { Contract, Equipment } from '../partner.types.ts'
import { type Call, endpoint } from '../sign-in.ts'
import { done, refused, TEXTS } from '../texts.ts'
import { codeOf, subscriptionIdsOf } from './contract-view.ts'
import { MAC } from './insert-contract.ts'

type ContractEndpoint = (path: string, act: (contract: Contract, call: Call) => EmulatorAnswer) => EmulatorRoute

export function equipmentRoutes(partner: Partner, one: ContractEndpoint): EmulatorRoute[] {
  return [
    one('/contratos/mac/:id/:equipmentId', (contract, call) => {
      const equipment = contract.equipment.find(({ id }) => id === call.param('equipmentId'))
      return replace(partner, contract, equipment, call)
    }),
    bySubscription(partner),
  ]
}

/**
 * Known only from another client, which names the path and nothing else: not there, unless the switch says that it is. Its fields and its answer are
 * then taken to be those of `/contratos/mac`, and the equipment that of the subscription.
 */
function bySubscription(partner: Partner): EmulatorRoute {
  const route = endpoint(partner, '/contratos/substituirequipamento/:subscriptionId', (call) => {
    const contract = [...partner.contracts.values()].find((each) =>
      subscriptionIdsOf(each).slice(0, 1).includes(call.param('subscriptionId')),
    )
    if (contract === undefined) return refused(partner.switches.errorStatus, TEXTS.noSubscription)
    return replace(partner, contract, contract.equipment[0], call)
  })
  return {
    ...route,
    answer: (request) =>
      partner.switches.replacesBySubscription ? route.answer(request) : json(404, { retorno_status: false, error: TEXTS.noPage }),
  }
}

function replace(partner: Partner, contract: Contract, equipment: Equipment | undefined, { form, request }: Call): EmulatorAnswer {
  const { errorStatus } = partner.switches
  const [modelId, mac] = [form.text('id_modelo'), form.text('mac')]
  if (equipment === undefined) return refused(errorStatus, { outros: 'Equipamento não encontrado!' })
  if (!MAC.test(mac)) return refused(errorStatus, { outros: 'MAC inválido!' })
  if (!partner.models.some((model) => model.id === modelId)) return refused(errorStatus, { outros: 'Modelo inválido!' })
  Object.assign(equipment, { modelId, mac: mac.toUpperCase(), since: partner.world.clock.now() })
  record(partner, 'equipment.replaced', { key: equipment.id, id: equipment.id, requestId: request.id, details: { modelId, mac } })
  return done({ id_contrato: String(contract.id), codigo: codeOf(partner, contract), msg: TEXTS.equipmentReplaced })
}
