import { type ActionContext, NotFoundError } from '@tomada/sdk'
import { ask } from '../client.ts'
import { contractsOf } from '../map/to-contract.ts'

/**
 * For good. What the provider answers to a second cancel is unknown, so it is never sent: a contract that is not active any more is
 * cancelled already. Source: POST /contratos/listar and /contratos/cancelar/{id_contrato}
 */
export default async function cancelContract({ clienteId, contratoId }: { clienteId: string; contratoId: string }, ctx: ActionContext) {
  const contract = (await contractsOf(ctx, clienteId)).find(({ id }) => id === contratoId)
  if (contract === undefined) throw new NotFoundError('O cliente não tem esse contrato')
  if (contract.ativo) await ask(ctx, 'cancelContract', { ids: { idContrato: contratoId } })
  return { contratoId, jaCancelado: !contract.ativo }
}
