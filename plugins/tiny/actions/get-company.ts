import { type ActionContext, at, digitsOf } from '@tomada/sdk'
import { recordV2 } from '../client-v2.ts'
import { getV3 } from '../client-v3.ts'
import { isV2 } from '../generation.ts'
import { firstText } from '../map/values.ts'

/**
 * The connected account. Its CNPJ comes with punctuation here and as digits in webhooks: both are the digits.
 * Source: v2 `info`, v3 `GET /info` (Tiny's API documents, read 2026); fixture: fixtures/get-company.json
 */
export default async function getCompany(_input: unknown, ctx: ActionContext) {
  const company = isV2(ctx) ? await recordV2(ctx, 'info', 'conta', {}) : await getV3(ctx, '/info')
  const cnpj = digitsOf(at(company, 'cnpj_cpf')) ?? digitsOf(at(company, 'cpfCnpj'))
  if (cnpj === null) throw new Error('Tiny did not say whose account this is')
  return {
    cnpj,
    nome: firstText(at(company, 'fantasia'), at(company, 'razao_social'), at(company, 'razaoSocial')) ?? cnpj,
    email: firstText(at(company, 'email')),
  }
}
