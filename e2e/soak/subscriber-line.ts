import { countEffects, effectsOf } from './ledger-counts.ts'
import type { Line } from './line.types.ts'

/** A new customer that the provider's own system tells of becomes one customer with one contract at Olé. */
export const subscriberLine: Line = {
  name: 'erp → ole-tv',
  async open({ api, origin, provider, owner }) {
    const { email, password } = owner
    const { accessToken } = await api.call('POST', '/auth/login', { email, password })
    const flow = await api.call('POST', '/api/flows', { name: 'Assinante novo', template: 'ole-tv-create' })
    await api.call('POST', `/api/flows/${flow['id']}/publish`, {})
    let count = 0
    return {
      everyMs: 20_000,
      async happen() {
        const documento = cpfOf(400_000_000 + ++count)
        const externalId = `CT-${count}`
        const answer = await fetch(`${origin}/api/webhook/ole`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
          body: JSON.stringify({ action: 'create', externalId, documento, ...PERSON }),
        })
        return { keys: [documento, externalId], isPromised: answer.ok }
      },
      // Olé takes no key for a contract: its list, which shows the number of whoever made it, is what a person looks at.
      async seenAtProvider({ name, input }) {
        if (name !== 'contract') return null
        const { contratoOrigem }: { contratoOrigem?: string } = Object(input)
        const made = await effectsOf(provider('ole-tv'), 'contract.created')
        const found = made.find(({ key }) => key !== null && key === contratoOrigem)
        return found === undefined ? null : { contratoId: found.id, codigo: null, status: null }
      },
      async done() {
        const kinds = ['customer.created', 'contract.created']
        return new Map((await Promise.all(kinds.map((kind) => countEffects(provider('ole-tv'), kind)))).flatMap((counts) => [...counts]))
      },
    }
  },
}

const PERSON = {
  nome: 'Cliente Exemplo',
  email: 'cliente@exemplo.test',
  telefone: '11999990000',
  dataNascimento: '1998-06-19',
  endereco: 'Praça da Sé',
  numero: '10',
  bairro: 'Sé',
  cidade: 'São Paulo',
  estado: 'SP',
  cep: '01001-000',
  products: [{ externalId: 'p1', code: 'TV_BASIC', name: 'TV Básico', quantity: 1 }],
  vendedor: 'loja 7',
}

/** Nine digits with their two check digits. */
function cpfOf(nine: number): string {
  let digits = String(nine)
  for (const length of [9, 10]) {
    const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (length + 1 - index), 0)
    digits += String(((sum * 10) % 11) % 10)
  }
  return digits
}
