import { makeCpf } from '@tomada/sdk/emulator'
import { type Stage, stageOf } from '../../../core/testing/stage.ts'
import { createRandom } from '../../../sdk/emulator/random.ts'
import type { Json } from '../../../sdk/flow/definition.ts'
import type { ConnectedPartner } from './connected-partner.ts'

/** Brings about what a capability needs at the provider, each time something else. */
export interface PartnerStage extends Stage {
  parentOf(resource: string): Promise<Json>
  customer(): Promise<string>
}

const ADDRESS = { cep: '01001-000', logradouro: 'Praça da Sé', numero: '10', bairro: 'Sé' }

export function createStage({ run }: Pick<ConnectedPartner, 'run'>): PartnerStage {
  const random = createRandom('stage')
  let count = 0

  const person = () => ({
    documento: makeCpf(random),
    nome: `Cliente Exemplo ${++count}`,
    dataNascimento: '1998-06-19',
    emails: [`cliente${count}@exemplo.test`],
    telefones: ['11999990000'],
    endereco: ADDRESS,
  })
  const make = async () => {
    const given = person()
    return { ...given, clienteId: String((await run('create-customer', given))['clienteId']) }
  }
  const customer = async () => (await make()).clienteId
  const mac = () => random.hex(12).toUpperCase()
  const contract = async () => {
    const clienteId = await customer()
    const equipamentos = [{ modeloId: '1', mac: mac() }]
    const made = await run('create-contract', { clienteId, planoId: '101', contratoOrigem: `CT-${++count}`, equipamentos })
    return { clienteId, contratoId: String(made['contratoId']) }
  }
  const contratoId = async () => ({ contratoId: (await contract()).contratoId })
  const boletoId = async () => {
    const { boletos } = await run('list-invoices', await contratoId())
    const [first] = Array.isArray(boletos) ? boletos : []
    return String(typeof first === 'object' && first !== null && !Array.isArray(first) ? first['id'] : '')
  }
  const registered = async () => {
    const made = await contract()
    const { contratos } = JSON.parse(JSON.stringify(await run('list-contracts', { clienteId: made.clienteId })))
    return { contratoId: made.contratoId, equipamentoId: String(contratos[0].assinaturas[0].equipamentos[0].id) }
  }

  const inputs: Record<string, () => Promise<Json>> = {
    'list-plans': async () => ({}),
    'list-equipment-models': async () => ({}),
    'find-customer': async () => ({ documento: (await make()).documento }),
    'get-customer': async () => ({ clienteId: await customer() }),
    'create-customer': async () => person(),
    'update-customer': async () => ({ clienteId: await customer(), emails: [`novo${++count}@exemplo.test`] }),
    'save-customer': async () => person(),
    'list-contracts': async () => ({ clienteId: (await contract()).clienteId }),
    'create-contract': async () => ({ clienteId: await customer(), planoId: '101', contratoOrigem: `CT-${++count}` }),
    'cancel-contract': contract,
    'list-blocks': async () => {
      const blocked = await contratoId()
      await run('block-contract', { ...blocked, motivo: '1' })
      return blocked
    },
    'block-contract': async () => ({ ...(await contratoId()), motivo: '2' }),
    'unblock-contract': async () => {
      const blocked = await contratoId()
      await run('block-contract', { ...blocked, motivo: '1' })
      return blocked
    },
    'change-contract-user': async () => ({ ...(await contratoId()), email: `usuario${++count}@exemplo.test` }),
    'list-points': contratoId,
    'replace-equipment': async () => ({ ...(await registered()), modeloId: '2', mac: mac() }),
    'send-contract-document': async () => ({ ...(await contract()), nome: `contrato-${++count}.pdf`, conteudo: 'JVBERi0xLjQK' }),
    'get-contract-terms': contratoId,
    'list-invoices': contratoId,
    'get-invoice-document': async () => ({ boletoId: await boletoId() }),
    'settle-invoice': async () => ({ boletoId: await boletoId(), pagoEm: '2026-12-09', valorPago: '39.90' }),
  }

  return {
    ...stageOf(inputs, { customers: customer }),
    parentOf: async () => ({ id: (await contract()).clienteId }),
    customer,
  }
}
