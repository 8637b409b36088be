import { type ActionContext, at, digitsOf, textOf } from '@tomada/sdk'
import { listAll } from '../client.ts'

interface OwnCompany {
  id: string
  nome: string
  cnpj: string | null
}

/** The company that the app belongs to: one pair of keys is one company. The cheapest harmless call, so also the connection's test. */
export default async function getCompany(_input: Record<string, never>, ctx: ActionContext): Promise<OwnCompany> {
  const list = { service: 'geral/empresas', name: 'ListarEmpresas', dialect: 'snake', rows: 'empresas_cadastro' } as const
  const [company = null] = await listAll(ctx, list)
  const id = textOf(at(company, 'codigo_empresa'))
  if (id === null) throw new Error('Omie did not say which company this is')
  const name = textOf(at(company, 'nome_fantasia')) ?? textOf(at(company, 'razao_social')) ?? id
  return { id, nome: name, cnpj: digitsOf(at(company, 'cnpj')) }
}
