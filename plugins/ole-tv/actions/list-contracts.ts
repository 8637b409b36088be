import type { ActionContext } from '@tomada/sdk'
import { contractsOf } from '../map/to-contract.ts'

/** Source: POST /contratos/listar/{id_cliente} */
export default async function listContracts({ clienteId }: { clienteId: string }, ctx: ActionContext) {
  const contratos = await contractsOf(ctx, clienteId)
  return { contratos, ativo: contratos.find((contract) => contract.ativo) ?? null }
}
