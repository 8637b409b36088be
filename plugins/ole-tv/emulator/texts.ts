import { type EmulatorAnswer, json } from '@tomada/sdk/emulator'

/** Quoted as the sheet has them; those it does not have are marked. */
export const TEXTS = {
  badCredential: 'Dados de autenticação são inválidos!',
  // Unknown at the provider.
  locked: 'Acesso bloqueado. Entre em contato com o suporte.',
  taken: 'CPF/CNPJ já cadastrado!',
  badZipCode: 'CEP invalido!',
  customerMade: 'Cliente inserido com sucesso!',
  customerChanged: 'Cliente alterado com sucesso!',
  contractCancelled: 'Contrato cancelado com sucesso!',
  equipmentReplaced: 'Equipamento substituído com sucesso!',
  documentSent: 'Arquivo enviado com sucesso!',
  active: 'Ativo (Sem Pendências)',
  pending: 'Ativo (Com Pendências)',
  // Unknown from here on.
  noBlocks: 'Nenhum bloqueio encontrado!',
  noCustomer: 'Cliente não encontrado!',
  noContract: 'Contrato não encontrado!',
  noInvoice: 'Boleto não encontrado!',
  noBlock: 'Bloqueio não encontrado!',
  alreadyBlocked: 'Contrato já bloqueado!',
  alreadyCancelled: 'Contrato já cancelado!',
  alreadyPaid: 'Boleto já pago!',
  noSubscription: 'Assinatura não encontrada!',
  otherMethod: 'Método não permitido!',
  noPage: 'Página não encontrada!',
} as const

export const blockedText = (contractId: number) => `Contrato ID ${contractId} bloqueado com sucesso!`
export const unblockedText = (contractId: number) => `Contrato ID ${contractId} desbloqueado com sucesso!`

export function done(fields: Record<string, unknown>): EmulatorAnswer {
  return json(200, { retorno_status: true, ...fields })
}

export function refused(status: number, error: string | Record<string, string>): EmulatorAnswer {
  return json(status, { retorno_status: false, error })
}
