import type { Random } from './random.ts'

/** Invented Brazilians and businesses: documents with valid check digits, addresses whose city, state and postal code agree. */
export interface Person {
  firstName: string
  lastName: string
  /** 11 digits. */
  cpf: string
  email: string
  /** Area code and number, digits only. */
  phone: string
}

export interface Company {
  legalName: string
  tradeName: string
  /** 14 digits. */
  cnpj: string
  stateRegistration: string
  email: string
}

export interface PostalAddress {
  street: string
  /** Text on purpose: `S/N` exists. */
  number: string
  complement: string
  neighborhood: string
  city: string
  state: string
  stateName: string
  /** 8 digits. */
  zipCode: string
}

const FIRST_NAMES =
  words(`Ana Beatriz Bruno Camila Carlos Conceição Daniela Diego Eduarda Felipe Fernanda Gabriel Helena Inácio Joana João José
  Júlia Larissa Leandro Lúcia Marcelo Mariana Murilo Natália Otávio Patrícia Rafael Renata Rodrigo Sebastião Simone Tatiane Thiago Vanessa Vinícius`)
const LAST_NAMES =
  words(`Almeida Andrade Araújo Barbosa Batista Cardoso Carvalho Costa Dias Fernandes Ferreira Freitas Gomes Gonçalves Lima Lopes
  Machado Martins Melo Moreira Nascimento Nunes Oliveira Pereira Ramos Ribeiro Rocha Rodrigues Santos Silva Souza Teixeira Vieira`)
const TRADES = words('Comércio Distribuidora Papelaria Ferragens Móveis Utilidades Eletrônicos Calçados')
const STREETS = words('Flores Palmeiras Acácias Ipês Bandeirantes Andorinhas Laranjeiras Jacarandás')
const PLACES = [
  { city: 'São Paulo', state: 'SP', stateName: 'São Paulo', neighborhood: 'Vila Mariana', zipStart: '041', areaCode: '11' },
  { city: 'Campinas', state: 'SP', stateName: 'São Paulo', neighborhood: 'Cambuí', zipStart: '130', areaCode: '19' },
  { city: 'Rio de Janeiro', state: 'RJ', stateName: 'Rio de Janeiro', neighborhood: 'Tijuca', zipStart: '205', areaCode: '21' },
  { city: 'Belo Horizonte', state: 'MG', stateName: 'Minas Gerais', neighborhood: 'Savassi', zipStart: '301', areaCode: '31' },
  { city: 'Curitiba', state: 'PR', stateName: 'Paraná', neighborhood: 'Batel', zipStart: '804', areaCode: '41' },
  { city: 'Porto Alegre', state: 'RS', stateName: 'Rio Grande do Sul', neighborhood: 'Moinhos de Vento', zipStart: '905', areaCode: '51' },
  { city: 'Salvador', state: 'BA', stateName: 'Bahia', neighborhood: 'Pituba', zipStart: '418', areaCode: '71' },
  { city: 'Recife', state: 'PE', stateName: 'Pernambuco', neighborhood: 'Boa Viagem', zipStart: '510', areaCode: '81' },
  { city: 'Goiânia', state: 'GO', stateName: 'Goiás', neighborhood: 'Setor Bueno', zipStart: '742', areaCode: '62' },
]

export function makePerson(random: Random): Person {
  const firstName = random.pick(FIRST_NAMES)
  const lastName = `${random.pick(LAST_NAMES)} ${random.pick(LAST_NAMES)}`
  return {
    firstName,
    lastName,
    cpf: makeCpf(random),
    email: `${asciiWord(firstName)}.${asciiWord(lastName)}${random.between(1, 99)}@exemplo.com.br`,
    phone: `${random.pick(PLACES).areaCode}9${random.digits(8)}`,
  }
}

export function makeCompany(random: Random): Company {
  const tradeName = `${random.pick(TRADES)} ${random.pick(LAST_NAMES)}`
  return {
    legalName: `${tradeName} Ltda`,
    tradeName,
    cnpj: makeCnpj(random),
    stateRegistration: random.digits(12),
    email: `compras@${asciiWord(tradeName)}.exemplo.com.br`,
  }
}

export function makeAddress(random: Random): PostalAddress {
  const { city, state, stateName, neighborhood, zipStart } = random.pick(PLACES)
  return {
    street: `Rua das ${random.pick(STREETS)}`,
    number: random.chance(0.08) ? 'S/N' : String(random.between(1, 2400)),
    complement: random.chance(0.4) ? `Apto ${random.between(11, 190)}` : '',
    neighborhood,
    city,
    state,
    stateName,
    zipCode: zipStart + random.digits(5),
  }
}

export function makeCpf(random: Random): string {
  const stem = random.digits(9)
  const first = checkDigit(stem, [10, 9, 8, 7, 6, 5, 4, 3, 2])
  return `${stem}${first}${checkDigit(stem + first, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])}`
}

export function makeCnpj(random: Random): string {
  const stem = `${random.digits(8)}0001`
  const first = checkDigit(stem, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
  return `${stem}${first}${checkDigit(stem + first, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])}`
}

function checkDigit(digits: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits.charAt(index)), 0)
  const rest = sum % 11
  return String(rest < 2 ? 0 : 11 - rest)
}

function asciiWord(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()
}

function words(text: string): string[] {
  return text.split(/\s+/)
}
