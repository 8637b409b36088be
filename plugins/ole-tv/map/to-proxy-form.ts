import { digitsOf } from '@tomada/sdk'
import type { CustomerInput } from './to-customer-form.ts'

/** A customer by the names of the seed's proxy. What has no value is left out. */
export function toProxyForm(input: Partial<CustomerInput>): Record<string, string> {
  const { endereco } = input
  const named: Record<string, string | null | undefined> = {
    documento: digitsOf(input.documento ?? null),
    nome: input.nome,
    email: input.emails?.[0],
    telefone: digitsOf(input.telefones?.[0] ?? null),
    endereco: endereco?.logradouro,
    numero: endereco?.numero,
    complemento: endereco?.complemento,
    bairro: endereco?.bairro,
    cep: endereco?.cep,
    dataNascimento: input.dataNascimento?.split('-').reverse().join('/'),
  }
  return Object.fromEntries(Object.entries(named).flatMap(([name, value]): Array<[string, string]> => (value ? [[name, value]] : [])))
}
