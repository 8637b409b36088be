import type { Locale } from '../platform/validation-reasons.ts'

interface Texts {
  madeAt: string
  boards: Readonly<Record<'operations' | 'integrations' | 'sales' | 'answers' | 'stock', string>>
  records: Readonly<Record<'$key' | '$connection' | '$currency' | '$firstSeenAt' | '$changedAt' | '$deletedAt', string>>
  audit: Readonly<
    Record<'title' | 'at' | 'who' | 'system' | 'act' | 'subject' | 'what' | 'before' | 'after' | 'changed' | 'detail' | 'entry', string>
  >
  table: Readonly<Record<'key' | 'value' | 'expiresAt' | 'createdAt' | 'updatedAt', string>>
  columns: Readonly<Record<ColumnWord, string>>
  sections: Readonly<Record<SectionWord, string>>
}

type SectionWord = 'runsPerDay' | 'runsPerFlow' | 'integrationDays' | 'perDay' | 'worst' | 'slowest' | 'stock'
type ColumnWord =
  | 'day'
  | 'flow'
  | 'connector'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'medianMs'
  | 'p95Ms'
  | 'received'
  | 'refused'
  | 'calls'
  | 'read'
  | 'errors'
  | 'count'
  | 'asked'
  | 'withinTarget'
  | 'late'
  | 'overdue'
  | 'waiting'
  | 'medianSeconds'
  | 'about'
  | 'breaches'
  | 'longestSeconds'
  | 'title'
  | 'askedAt'
  | 'answeredAt'
  | 'seconds'
  | 'sku'
  | 'status'
  | 'available'
  | 'sold'
  | 'coverDays'

/** Words of the files themselves, in the language of whoever asked for them. */
export const EXPORT_TEXTS: Readonly<Record<Locale, Texts>> = {
  'pt-BR': {
    madeAt: 'gerado em',
    boards: {
      operations: 'Operação',
      integrations: 'Integrações',
      sales: 'Vendas por dia',
      answers: 'SLA de perguntas',
      stock: 'Ruptura de estoque',
    },
    records: {
      $key: 'Identificador',
      $connection: 'Conexão',
      $currency: 'Moeda',
      $firstSeenAt: 'Visto em',
      $changedAt: 'Alterado em',
      $deletedAt: 'Excluído em',
    },
    audit: {
      title: 'Auditoria',
      at: 'Quando',
      who: 'Quem',
      system: 'Sistema',
      act: 'Ação',
      subject: 'Em quê',
      what: 'O que mudou',
      before: 'Antes',
      after: 'Depois',
      changed: 'alterado',
      detail: 'Detalhe',
      entry: 'Registro',
    },
    table: { key: 'Chave', value: 'Valor', expiresAt: 'Expira em', createdAt: 'Criado em', updatedAt: 'Alterado em' },
    columns: {
      day: 'Dia',
      flow: 'Fluxo',
      connector: 'Conector',
      succeeded: 'Com sucesso',
      failed: 'Com falha',
      cancelled: 'Canceladas',
      medianMs: 'Mediana (ms)',
      p95Ms: 'p95 (ms)',
      received: 'Recebidas',
      refused: 'Recusadas',
      calls: 'Chamadas',
      read: 'Registros lidos',
      errors: 'Erros',
      count: 'Quantidade',
      asked: 'Recebidas',
      withinTarget: 'No prazo',
      late: 'Fora do prazo',
      overdue: 'Vencidas sem resposta',
      waiting: 'Aguardando',
      medianSeconds: 'Mediana (s)',
      about: 'Sobre',
      breaches: 'Descumpridas',
      longestSeconds: 'Maior tempo (s)',
      title: 'Título',
      askedAt: 'Recebida em',
      answeredAt: 'Respondida em',
      seconds: 'Tempo (s)',
      sku: 'SKU',
      status: 'Situação',
      available: 'Disponível',
      sold: 'Vendidos no período',
      coverDays: 'Dura (dias)',
    },
    sections: {
      runsPerDay: 'Execuções por dia',
      runsPerFlow: 'Execuções por fluxo',
      integrationDays: 'Por dia e conector',
      perDay: 'por dia',
      worst: 'onde mais falha',
      slowest: 'as mais lentas',
      stock: 'sem estoque',
    },
  },
  en: {
    madeAt: 'made at',
    boards: {
      operations: 'Operations',
      integrations: 'Integrations',
      sales: 'Sales per day',
      answers: 'Question SLA',
      stock: 'Stock-outs',
    },
    records: {
      $key: 'Identifier',
      $connection: 'Connection',
      $currency: 'Currency',
      $firstSeenAt: 'First seen',
      $changedAt: 'Changed',
      $deletedAt: 'Deleted',
    },
    audit: {
      title: 'Audit log',
      at: 'When',
      who: 'Who',
      system: 'System',
      act: 'Action',
      subject: 'On what',
      what: 'What changed',
      before: 'Before',
      after: 'After',
      changed: 'changed',
      detail: 'Detail',
      entry: 'Entry',
    },
    table: { key: 'Key', value: 'Value', expiresAt: 'Expires', createdAt: 'Created', updatedAt: 'Changed' },
    columns: {
      day: 'Day',
      flow: 'Flow',
      connector: 'Connector',
      succeeded: 'Succeeded',
      failed: 'Failed',
      cancelled: 'Cancelled',
      medianMs: 'Median (ms)',
      p95Ms: 'p95 (ms)',
      received: 'Received',
      refused: 'Refused',
      calls: 'Calls',
      read: 'Records read',
      errors: 'Errors',
      count: 'Count',
      asked: 'Asked',
      withinTarget: 'In time',
      late: 'Late',
      overdue: 'Overdue',
      waiting: 'Waiting',
      medianSeconds: 'Median (s)',
      about: 'About',
      breaches: 'Breaches',
      longestSeconds: 'Longest (s)',
      title: 'Title',
      askedAt: 'Asked at',
      answeredAt: 'Answered at',
      seconds: 'Time (s)',
      sku: 'SKU',
      status: 'Status',
      available: 'Available',
      sold: 'Sold in these days',
      coverDays: 'Lasts (days)',
    },
    sections: {
      runsPerDay: 'Runs per day',
      runsPerFlow: 'Runs per flow',
      integrationDays: 'By day and connector',
      perDay: 'per day',
      worst: 'most breaches',
      slowest: 'slowest',
      stock: 'sold out',
    },
  },
}
