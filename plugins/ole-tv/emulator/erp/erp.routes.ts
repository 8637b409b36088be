import { type EmulatorAnswer, type EmulatorRequest, type EmulatorRoute, json } from '@tomada/sdk/emulator'
import { digitsIn } from '../formats.ts'
import type { Erp, ErpPerson } from './erp.ts'

const TOKEN_LIFE_SECONDS = 3_600

/** The first generation's addresses (`/api/clientes`), and Voalle's. */
export function erpRoutes(erp: Erp): EmulatorRoute[] {
  const person = (path: string, view: (person: ErpPerson) => unknown): EmulatorRoute => ({
    method: 'GET',
    path,
    answer(request) {
      if (!isKnown(erp, request)) return json(401, { error: 'invalid_token' })
      const found = erp.people.get(digitsIn(request.params['document'] ?? ''))
      return found === undefined ? json(404, { success: false, messages: [] }) : json(200, view(found))
    },
  })
  return [
    { method: 'POST', path: '/connect/token', answer: (request) => giveToken(erp, request) },
    person('/api/clientes/:document', viewCustomer),
    person('/external/integrations/thirdparty/people/txid/:document', (found) => ({
      success: true,
      messages: null,
      response: viewVoalle(found),
    })),
  ]
}

function giveToken(erp: Erp, { form }: EmulatorRequest): EmulatorAnswer {
  const isClient = !erp.isClientRevoked && form.get('client_id') === erp.client.id && form.get('client_secret') === erp.client.secret
  if (form.get('grant_type') !== 'client_credentials') return json(400, { error: 'unsupported_grant_type' })
  if (!isClient) return json(400, { error: 'invalid_client' })
  erp.tokensGiven += 1
  const token = erp.world.random.fork(`token ${erp.tokensGiven}`).letters(40)
  erp.tokens.set(token, erp.world.clock.now() + TOKEN_LIFE_SECONDS * 1_000)
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFE_SECONDS, scope: 'syngw' })
}

function isKnown(erp: Erp, { headers }: EmulatorRequest): boolean {
  const token = (headers['authorization'] ?? '').replace(/^Bearer /, '')
  return (erp.tokens.get(token) ?? 0) > erp.world.clock.now()
}

function viewCustomer(person: ErpPerson) {
  return {
    id: person.id,
    nome: person.name,
    documento: person.document,
    email: person.email,
    telefone: person.phone,
    dataNascimento: person.birthDate,
    endereco: {
      cep: person.zipCode,
      logradouro: person.street,
      numero: person.number,
      complemento: person.complement,
      bairro: person.neighborhood,
      cidade: person.city,
      uf: person.state,
    },
  }
}

function viewVoalle(person: ErpPerson) {
  return {
    id: person.id,
    name: person.name,
    name2: '',
    txId: person.document,
    email: person.email,
    status: 1,
    birthDate: `${person.birthDate}T00:00:00`,
    phone: null,
    cellPhone: `+55${person.phone}`,
    mainAddress: {
      streetType: 'Rua',
      street: person.street,
      number: person.number,
      addressComplement: person.complement,
      neighborhood: person.neighborhood,
      city: person.city,
      codeCityId: 3550308,
      addressReference: '',
      state: person.state,
      postalCode: person.zipCode,
      longitude: null,
      latitude: null,
    },
  }
}
