import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Witness } from '@tomada/sdk/emulator/testing/fault-matrix/error-table'
import { testErrorTable } from '../../core/testing/error-table.ts'
import type { Manifest } from '../../sdk/manifest.gen.ts'

const manifest: Manifest = JSON.parse(readFileSync(path.join(import.meta.dirname, 'manifest.json'), 'utf8'))
const NOW = Date.UTC(2026, 10, 23, 12, 0, 0)

/** The provider answers most refusals with 200 and says so in the body. */
const refusal = (error: unknown) => JSON.stringify({ retorno_status: false, error })
const ofField = (field: string, message = 'inválido') => ({
  name: `a refused ${field}`,
  status: 200,
  body: refusal({ [field]: message }),
  means: { class: 'permanent', effect: 'no', message },
})

const WITNESSES: Witness[] = [
  { name: 'a list', status: 200, body: '{"retorno_status":true,"lista":[]}', means: null },
  {
    name: 'wrong keys',
    status: 200,
    body: refusal('Falha na Autenticação'),
    means: { class: 'reauthorise', message: 'Falha na Autenticação' },
  },
  {
    name: 'a blocked access',
    status: 200,
    body: refusal('Acesso bloqueado'),
    means: { class: 'reauthorise', message: 'Acesso bloqueado' },
  },
  {
    name: 'a document that is a customer already',
    status: 200,
    body: refusal({ cpf_cnpj: 'CPF já cadastrado' }),
    means: { class: 'conflict', effect: 'no', message: 'CPF já cadastrado' },
  },
  { name: 'a list of nothing', status: 200, body: refusal('Nenhum contrato'), means: { empty: true } },
  {
    name: 'no such customer',
    status: 200,
    body: refusal('Cliente não encontrado'),
    means: { class: 'notFound', message: 'Cliente não encontrado' },
  },
  ofField('cpf_cnpj'),
  ofField('endereco_cep'),
  ofField('cobranca_cep'),
  ofField('telefone_numero'),
  ofField('data_nascimento'),
  ofField('nome_fantasia'),
  ofField('outros'),
  { name: 'any other refusal', status: 200, body: refusal('Motivo'), means: { class: 'permanent', effect: 'no', message: 'Motivo' } },
  {
    name: 'too many requests',
    status: 429,
    body: refusal('Motivo'),
    means: { class: 'rateLimited', effect: 'no', retryAfterMs: 5_000, message: 'Motivo' },
  },
  { name: 'out of order', status: 503, body: refusal('Motivo'), means: { class: 'retry', effect: 'no', message: 'Motivo' } },
  { name: 'an error inside', status: 500, body: refusal('Motivo'), means: { class: 'retry', effect: 'maybe', message: 'Motivo' } },
  { name: 'a page instead of an answer', status: 200, body: ' <html>', means: { class: 'retry', effect: 'maybe' } },
  { name: 'a refused request', status: 400, body: '{"error":"Motivo"}', means: { class: 'permanent', message: 'Motivo' } },
]

testErrorTable({ rules: manifest.errors, witnesses: WITNESSES, now: NOW })
