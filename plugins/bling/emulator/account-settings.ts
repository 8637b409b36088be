/** Small lists of an account that orders refer to. Same ids in both demonstration accounts, so that a template can name them. */
export const PAYMENT_METHODS = [
  { id: 2094030, descricao: 'Dinheiro', tipoPagamento: 1, situacao: 1, fixa: true, padrao: 0, finalidade: 3 },
  { id: 2094031, descricao: 'Conta a receber/pagar', tipoPagamento: 99, situacao: 1, fixa: true, padrao: 1, finalidade: 3 },
  { id: 2094032, descricao: 'Pix', tipoPagamento: 17, situacao: 1, fixa: false, padrao: 0, finalidade: 2 },
  { id: 2094033, descricao: 'Mercado Pago', tipoPagamento: 18, situacao: 1, fixa: false, padrao: 0, finalidade: 2 },
] as const

export const SALES_CHANNELS = [
  { id: 204831177, descricao: 'Mercado Livre', tipo: 'MercadoLivre', situacao: 1 },
  { id: 204831178, descricao: 'Loja virtual', tipo: 'LojaVirtual', situacao: 1 },
] as const

export const DEPOSITS = [
  { id: 14886665514, descricao: 'Geral', situacao: 1, padrao: true, desconsiderarSaldo: false },
  { id: 14886665515, descricao: 'Loja física', situacao: 1, padrao: false, desconsiderarSaldo: false },
] as const

export const OPERATION_NATURES = [{ id: 15101908312, situacao: 1, padrao: 1, descricao: 'Venda de mercadorias' }] as const

/** Module id of sales orders in `/situacoes/modulos`; from memory, as the sheet says. */
export const SALES_MODULE_ID = 98310

export const DEFAULT_DEPOSIT_ID = DEPOSITS[0].id
