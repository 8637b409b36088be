import type { EmulatorAnswer, EmulatorRoute } from '@tomada/sdk/emulator'
import { newId, type Partner, record } from '../partner.ts'
import type { Contract } from '../partner.types.ts'
import { pdfOf } from '../pdf.ts'
import { type Call, endpoint } from '../sign-in.ts'
import { done, refused, TEXTS } from '../texts.ts'
import { blockRoutes } from './block.routes.ts'
import { viewContract } from './contract-view.ts'
import { equipmentRoutes } from './equipment.routes.ts'
import { insertContract } from './insert-contract.ts'

export function contractRoutes(partner: Partner): EmulatorRoute[] {
  const one = (path: string, act: (contract: Contract, call: Call) => EmulatorAnswer) =>
    endpoint(partner, path, (call) => {
      const contract = partner.contracts.get(Number(call.param('id')))
      return contract === undefined ? refused(partner.switches.errorStatus, TEXTS.noContract) : act(contract, call)
    })
  return [
    endpoint(partner, '/contratos/listar/:customerId', ({ param }) => listContracts(partner, param('customerId'))),
    endpoint(partner, '/contratos/inserir', (call) => insertContract(partner, call)),
    one('/contratos/cancelar/:id', (contract, call) => cancelContract(partner, contract, call)),
    ...blockRoutes(partner, one),
    one('/contratos/alterarusuario/:id', (contract, call) => changeUser(partner, contract, call)),
    one('/contratos/pontosregistrados/:id', (contract) => listPoints(partner, contract)),
    ...equipmentRoutes(partner, one),
    endpoint(partner, '/contratos/enviardocumentacao/:customerId/:id', (call) => sendDocument(partner, call)),
    one('/contratos/termo/:id', (contract) => done({ formato: 'application/pdf', conteudo: pdfOf(`Termo do contrato ${contract.id}`) })),
  ]
}

export function listContracts(partner: Partner, customerId: string): EmulatorAnswer {
  const contracts = [...partner.contracts.values()].filter((contract) => String(contract.customerId) === customerId)
  if (contracts.length === 0 && partner.switches.emptyList === 'missing') return done({})
  return done({ contratos: contracts.map((contract) => viewContract(partner, contract)) })
}

/** For good: a cancelled contract is not activated again, a new one is made. */
export function cancelContract(partner: Partner, contract: Contract, { request }: Pick<Call, 'request'>): EmulatorAnswer {
  if (contract.cancelledAt !== null) return refused(partner.switches.errorStatus, TEXTS.alreadyCancelled)
  contract.cancelledAt = partner.world.clock.now()
  record(partner, 'contract.cancelled', { key: String(contract.id), id: String(contract.id), requestId: request.id })
  return done({ msg: TEXTS.contractCancelled })
}

/** Also the way to a new password: the instructions go to that address. */
function changeUser(partner: Partner, contract: Contract, { form, request }: Call): EmulatorAnswer {
  const email = form.text('email_usuario')
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) return refused(partner.switches.errorStatus, { outros: 'E-mail inválido!' })
  contract.userEmail = email
  record(partner, 'user.instructed', { key: String(contract.id), id: String(contract.id), requestId: request.id, details: { email } })
  return done({ msg: `Usuário alterado com sucesso! As instruções foram enviadas para ${email}` })
}

function listPoints(partner: Partner, contract: Contract): EmulatorAnswer {
  const pontos = contract.equipment.map(({ modelId, mac }, index) => ({
    marca: 'Olé',
    modelo: partner.models.find((model) => model.id === modelId)?.nome ?? '',
    mac,
    status: index === 0 && contract.cancelledAt === null ? 'online' : 'offline',
  }))
  return done({ pontos })
}

function sendDocument(partner: Partner, { form, request, param }: Call): EmulatorAnswer {
  const contract = partner.contracts.get(Number(param('id')))
  if (contract === undefined || String(contract.customerId) !== param('customerId'))
    return refused(partner.switches.errorStatus, TEXTS.noContract)
  const [name, content] = [form.text('nome'), form.text('conteudo')]
  if (name === '' || !Buffer.from(content, 'base64').toString('latin1').startsWith('%PDF'))
    return refused(partner.switches.errorStatus, { outros: 'Arquivo inválido!' })
  contract.documents.push(name)
  record(partner, 'document.sent', {
    key: null,
    id: String(newId(partner)),
    requestId: request.id,
    details: { contract: contract.id, name },
  })
  // Spelt as the provider spells it.
  return done({ messagem: TEXTS.documentSent })
}
