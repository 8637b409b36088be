import { type ActionContext, at, type Json, textOf } from '@tomada/sdk'
import { ask, rowsOf } from '../client.ts'

/**
 * Plans that this partner may sell; also the test of a connection, because it changes nothing and costs little.
 * Source: POST /planos, API OleTV – Documentação de Integração
 */
export default async function listPlans(_input: Json, ctx: ActionContext) {
  const plans = rowsOf(await ask(ctx, 'plans'), 'planos')
  return {
    planos: plans.map((plan) => ({
      id: textOf(at(plan, 'id')),
      tipo: textOf(at(plan, 'tipo')),
      nome: textOf(at(plan, 'nome')),
      taxaInstalacao: textOf(at(plan, 'taxa_instalacao')),
      mensalidade: textOf(at(plan, 'mensalidade', 'normal')),
    })),
  }
}
