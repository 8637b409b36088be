// Generated from plugins/ole-tv by `npm run gen`. Do not edit. c9edf7b2106b2b2e

export interface CustomersRecord {
  /**
   * Customer
   */
  id: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * CPF or CNPJ
   */
  cpf_cnpj?: string | null;
  /**
   * Birth date
   */
  data_nascimento?: string | null;
  /**
   * Trade name
   */
  nome_fantasia?: string | null;
  /**
   * Status
   */
  status?: string | null;
  [k: string]: unknown;
}
export interface ContractsRecord {
  /**
   * Contract
   */
  id: string;
  /**
   * Customer
   */
  id_cliente?: string;
  /**
   * Code
   */
  codigo?: string | null;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Made at
   */
  data_geracao?: string | null;
  [k: string]: unknown;
}
export interface InvoicesRecord {
  /**
   * Invoice
   */
  id: string;
  /**
   * Customer
   */
  id_cliente?: string;
  /**
   * Status
   */
  status?: string | null;
  /**
   * Amount
   */
  valor?: string | null;
  /**
   * Due date
   */
  vencimento?: string | null;
  [k: string]: unknown;
}
export interface PlansRecord {
  /**
   * Plan
   */
  id: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Kind
   */
  tipo?: string | null;
  [k: string]: unknown;
}
export interface EquipmentModelsRecord {
  /**
   * Model
   */
  id: string;
  /**
   * Name
   */
  nome?: string | null;
  [k: string]: unknown;
}
export interface ListPlansInput {}
export interface ListPlansOutput {
  /**
   * Plans
   */
  planos: {
    /**
     * Plan
     */
    id: string | null;
    /**
     * Kind
     */
    tipo: string | null;
    /**
     * Name
     */
    nome: string | null;
    /**
     * Installation
     */
    taxaInstalacao: string | null;
    /**
     * Monthly
     */
    mensalidade: string | null;
  }[];
}
export interface ListEquipmentModelsInput {}
export interface ListEquipmentModelsOutput {
  /**
   * Models
   */
  modelos: {
    /**
     * Model
     */
    id: string | null;
    /**
     * Name
     */
    nome: string | null;
  }[];
}
export interface FindCustomerInput {
  /**
   * CPF or CNPJ
   */
  documento: string;
}
export interface FindCustomerOutput {
  /**
   * Customer
   */
  cliente: {
    /**
     * Customer
     */
    id: string;
    /**
     * Name
     */
    nome: string | null;
    /**
     * CPF or CNPJ
     */
    documento: string | null;
    /**
     * Birth date
     */
    dataNascimento: string | null;
  } | null;
}
export interface GetCustomerInput {
  /**
   * Customer
   */
  clienteId: string;
}
export interface GetCustomerOutput {
  /**
   * Customer
   */
  id: string;
  /**
   * Name
   */
  nome: string | null;
  /**
   * CPF or CNPJ
   */
  documento: string | null;
  /**
   * Birth date
   */
  dataNascimento: string | null;
  /**
   * Kind of person
   */
  tipoPessoa: "F" | "J";
  /**
   * Trade name
   */
  nomeFantasia: string | null;
  /**
   * State registration
   */
  inscricaoEstadual: string | null;
  /**
   * Contact person
   */
  contato: string | null;
  /**
   * Due day
   */
  diaVencimento: number | null;
  /**
   * Status
   */
  status: string | null;
  /**
   * E-mails
   */
  emails: string[];
  /**
   * Phones
   */
  telefones: string[];
  /**
   * Address
   */
  endereco: {
    /**
     * Postal code
     */
    cep: string | null;
    /**
     * Street
     */
    logradouro: string | null;
    /**
     * Number
     */
    numero: string | null;
    /**
     * Neighbourhood
     */
    bairro: string | null;
    /**
     * Kind of complement
     */
    complementoTipo: string | null;
    /**
     * Complement
     */
    complemento: string | null;
    /**
     * Landmark
     */
    pontoReferencia: string | null;
    /**
     * City
     */
    cidade: string | null;
    /**
     * State
     */
    uf: string | null;
  };
}
export interface CreateCustomerInput {
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name
   */
  nome: string;
  /**
   * Trade name. Needed for companies; without it the name is used.
   */
  nomeFantasia?: string | null;
  /**
   * Birth date. Needed for people. Most ERPs do not send it in their events.
   */
  dataNascimento?: string | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
  /**
   * E-mails
   *
   * @maxItems 10
   */
  emails?: string[] | null;
  /**
   * Phones. With area code: 10 or 11 digits.
   *
   * @maxItems 10
   */
  telefones?: string[] | null;
  /**
   * Contact person
   */
  contato?: string | null;
  /**
   * Due day
   */
  diaVencimento?: number | null;
  /**
   * Address
   */
  endereco: {
    /**
     * Postal code
     */
    cep?: string | null;
    /**
     * Street
     */
    logradouro?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Neighbourhood
     */
    bairro?: string | null;
    /**
     * Kind of complement
     */
    complementoTipo?: string | null;
    /**
     * Complement
     */
    complemento?: string | null;
    /**
     * Landmark
     */
    pontoReferencia?: string | null;
  } | null;
}
export interface CreateCustomerOutput {
  /**
   * Customer
   */
  clienteId: string;
}
export interface UpdateCustomerInput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Trade name. Needed for companies; without it the name is used.
   */
  nomeFantasia?: string | null;
  /**
   * Birth date. Needed for people. Most ERPs do not send it in their events.
   */
  dataNascimento?: string | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
  /**
   * E-mails
   *
   * @maxItems 10
   */
  emails?: string[] | null;
  /**
   * Phones. With area code: 10 or 11 digits.
   *
   * @maxItems 10
   */
  telefones?: string[] | null;
  /**
   * Contact person
   */
  contato?: string | null;
  /**
   * Due day
   */
  diaVencimento?: number | null;
  /**
   * Address
   */
  endereco?: {
    /**
     * Postal code
     */
    cep?: string | null;
    /**
     * Street
     */
    logradouro?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Neighbourhood
     */
    bairro?: string | null;
    /**
     * Kind of complement
     */
    complementoTipo?: string | null;
    /**
     * Complement
     */
    complemento?: string | null;
    /**
     * Landmark
     */
    pontoReferencia?: string | null;
  } | null;
}
export interface UpdateCustomerOutput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * What was changed
   */
  alterados: string[];
}
export interface SaveCustomerInput {
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name
   */
  nome: string;
  /**
   * Trade name. Needed for companies; without it the name is used.
   */
  nomeFantasia?: string | null;
  /**
   * Birth date. Needed for people. Most ERPs do not send it in their events.
   */
  dataNascimento?: string | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
  /**
   * E-mails
   *
   * @maxItems 10
   */
  emails?: string[] | null;
  /**
   * Phones. With area code: 10 or 11 digits.
   *
   * @maxItems 10
   */
  telefones?: string[] | null;
  /**
   * Contact person
   */
  contato?: string | null;
  /**
   * Due day
   */
  diaVencimento?: number | null;
  /**
   * Address
   */
  endereco?: {
    /**
     * Postal code
     */
    cep?: string | null;
    /**
     * Street
     */
    logradouro?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Neighbourhood
     */
    bairro?: string | null;
    /**
     * Kind of complement
     */
    complementoTipo?: string | null;
    /**
     * Complement
     */
    complemento?: string | null;
    /**
     * Landmark
     */
    pontoReferencia?: string | null;
  } | null;
}
export interface SaveCustomerOutput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * Was created
   */
  criado: boolean;
}
export interface ListContractsInput {
  /**
   * Customer
   */
  clienteId: string;
}
export interface ListContractsOutput {
  /**
   * Contracts
   */
  contratos: {
    /**
     * Contract
     */
    id: string;
    /**
     * Code
     */
    codigo: string | null;
    /**
     * Status
     */
    status: string | null;
    /**
     * Active
     */
    ativo: boolean;
    /**
     * Made at
     */
    geradoEm: string | null;
    /**
     * Subscriptions
     */
    assinaturas: {
      /**
       * Subscription
       */
      id: string | null;
      /**
       * Plan
       */
      plano: string | null;
      /**
       * Status
       */
      status: string | null;
      /**
       * Equipment
       */
      equipamentos: {
        /**
         * Registration
         */
        id: string | null;
        /**
         * Model
         */
        equipamento: string | null;
        /**
         * MAC
         */
        mac: string | null;
      }[];
    }[];
  }[];
  /**
   * Active contract
   */
  ativo: {
    /**
     * Contract
     */
    id: string;
    /**
     * Code
     */
    codigo: string | null;
    /**
     * Status
     */
    status: string | null;
    /**
     * Active
     */
    ativo: boolean;
    /**
     * Made at
     */
    geradoEm: string | null;
    /**
     * Subscriptions
     */
    assinaturas: {
      /**
       * Subscription
       */
      id: string | null;
      /**
       * Plan
       */
      plano: string | null;
      /**
       * Status
       */
      status: string | null;
      /**
       * Equipment
       */
      equipamentos: {
        /**
         * Registration
         */
        id: string | null;
        /**
         * Model
         */
        equipamento: string | null;
        /**
         * MAC
         */
        mac: string | null;
      }[];
    }[];
  } | null;
}
export interface CreateContractInput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * Main plan
   */
  planoId: string;
  /**
   * Contract in the ERP
   */
  contratoOrigem?: string | null;
  /**
   * Additional plans
   *
   * @maxItems 20
   */
  planosAdicionais?: string[] | null;
  /**
   * Equipment
   *
   * @maxItems 20
   */
  equipamentos?:
    | {
        /**
         * Model
         */
        modeloId: string;
        /**
         * MAC
         */
        mac: string;
      }[]
    | null;
  /**
   * User’s e-mail. Needed for a Mobile plan, which takes no equipment.
   */
  emailUsuario?: string | null;
}
export interface CreateContractOutput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Code
   */
  codigo: string | null;
  /**
   * Status
   */
  status: string | null;
}
export interface CancelContractInput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * Contract
   */
  contratoId: string;
}
export interface CancelContractOutput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Was cancelled already
   */
  jaCancelado: boolean;
}
export interface ListBlocksInput {
  /**
   * Contract
   */
  contratoId: string;
}
export interface ListBlocksOutput {
  /**
   * Is blocked
   */
  bloqueado: boolean;
  /**
   * Blocks
   */
  bloqueios: {
    /**
     * Block
     */
    id: string;
    /**
     * Reason
     */
    motivo: "1" | "2" | null;
    /**
     * Description
     */
    descricao: string | null;
    /**
     * From
     */
    inicio: string | null;
    /**
     * Until
     */
    termino: string | null;
  }[];
}
export interface BlockContractInput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Reason
   */
  motivo: "1" | "2";
  /**
   * Ends on
   */
  encerramento?: string | null;
}
export interface BlockContractOutput {
  /**
   * Block
   */
  bloqueioId: string | null;
  /**
   * Was blocked already
   */
  jaBloqueado: boolean;
}
export interface UnblockContractInput {
  /**
   * Contract
   */
  contratoId: string;
}
export interface UnblockContractOutput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Blocks ended
   */
  desbloqueios: number;
}
export interface ChangeContractUserInput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * E-mail
   */
  email: string;
}
export interface ChangeContractUserOutput {
  /**
   * Message
   */
  mensagem: string | null;
}
export interface ListPointsInput {
  /**
   * Contract
   */
  contratoId: string;
}
export interface ListPointsOutput {
  /**
   * Points
   */
  pontos: {
    /**
     * Brand
     */
    marca: string | null;
    /**
     * Model
     */
    modelo: string | null;
    /**
     * MAC
     */
    mac: string | null;
    /**
     * Online
     */
    online: boolean;
  }[];
}
export interface ReplaceEquipmentInput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Registration
   */
  equipamentoId: string;
  /**
   * Model
   */
  modeloId: string;
  /**
   * MAC
   */
  mac: string;
}
export interface ReplaceEquipmentOutput {
  /**
   * Contract
   */
  contratoId: string;
  /**
   * Code
   */
  codigo: string | null;
}
export interface SendContractDocumentInput {
  /**
   * Customer
   */
  clienteId: string;
  /**
   * Contract
   */
  contratoId: string;
  /**
   * File name
   */
  nome: string;
  /**
   * PDF (base64)
   */
  conteudo: string;
}
export interface SendContractDocumentOutput {
  /**
   * Message
   */
  mensagem: string | null;
}
export interface GetContractTermsInput {
  /**
   * Contract
   */
  contratoId: string;
}
export interface GetContractTermsOutput {
  /**
   * Format
   */
  formato: string | null;
  /**
   * Content (base64)
   */
  conteudo: string | null;
}
export interface ListInvoicesInput {
  /**
   * Customer
   */
  clienteId?: string | null;
  /**
   * Contract
   */
  contratoId?: string | null;
  /**
   * CPF or CNPJ
   */
  documento?: string | null;
  /**
   * Status
   */
  situacao?: "Aberto" | "Pago" | null;
}
export interface ListInvoicesOutput {
  /**
   * Invoices
   */
  boletos: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Code
     */
    codigo: string | null;
    /**
     * Period
     */
    periodo: string | null;
    /**
     * Due date
     */
    vencimento: string | null;
    /**
     * Paid on
     */
    pagamento: string | null;
    /**
     * Amount
     */
    valor: string | null;
    /**
     * Payment line
     */
    linhaDigitavel: string | null;
    /**
     * Our number
     */
    nossoNumero: string | null;
    /**
     * Paid
     */
    pago: boolean;
  }[];
}
export interface GetInvoiceDocumentInput {
  /**
   * Invoice
   */
  boletoId: string;
}
export interface GetInvoiceDocumentOutput {
  /**
   * Format
   */
  formato: string | null;
  /**
   * Content (base64)
   */
  conteudo: string | null;
}
export interface SettleInvoiceInput {
  /**
   * Invoice
   */
  boletoId: string;
  /**
   * Paid on
   */
  pagoEm: string;
  /**
   * Amount paid
   */
  valorPago: string;
  /**
   * Comment
   */
  comentario?: string | null;
}
export interface SettleInvoiceOutput {
  /**
   * Invoice
   */
  boletoId: string;
  /**
   * Paid on
   */
  pagoEm: string | null;
  /**
   * Status
   */
  status: string | null;
}
export interface CustomerCreatedEvent {
  /**
   * Action
   */
  action: "create" | "update" | "cancel";
  /**
   * Contract in the ERP
   */
  externalId: string;
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Birth date
   */
  dataNascimento?: string | null;
  /**
   * Street
   */
  endereco?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Neighbourhood
   */
  bairro?: string | null;
  /**
   * City
   */
  cidade?: string | null;
  /**
   * State
   */
  estado?: string | null;
  /**
   * Postal code
   */
  cep?: string | null;
  /**
   * Reason
   */
  motivo?: string | null;
  /**
   * Products
   */
  products?:
    | {
        /**
         * Product in the ERP
         */
        externalId?: string | null;
        /**
         * Code
         */
        code?: string | null;
        /**
         * Name
         */
        name?: string | null;
        /**
         * Quantity
         */
        quantity?: number | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Everything that came
   */
  extras?: {
    [k: string]: unknown;
  } | null;
}
export interface CustomerUpdatedEvent {
  /**
   * Action
   */
  action: "create" | "update" | "cancel";
  /**
   * Contract in the ERP
   */
  externalId: string;
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Birth date
   */
  dataNascimento?: string | null;
  /**
   * Street
   */
  endereco?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Neighbourhood
   */
  bairro?: string | null;
  /**
   * City
   */
  cidade?: string | null;
  /**
   * State
   */
  estado?: string | null;
  /**
   * Postal code
   */
  cep?: string | null;
  /**
   * Reason
   */
  motivo?: string | null;
  /**
   * Products
   */
  products?:
    | {
        /**
         * Product in the ERP
         */
        externalId?: string | null;
        /**
         * Code
         */
        code?: string | null;
        /**
         * Name
         */
        name?: string | null;
        /**
         * Quantity
         */
        quantity?: number | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Everything that came
   */
  extras?: {
    [k: string]: unknown;
  } | null;
}
export interface CustomerCancelledEvent {
  /**
   * Action
   */
  action: "create" | "update" | "cancel";
  /**
   * Contract in the ERP
   */
  externalId: string;
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Birth date
   */
  dataNascimento?: string | null;
  /**
   * Street
   */
  endereco?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Neighbourhood
   */
  bairro?: string | null;
  /**
   * City
   */
  cidade?: string | null;
  /**
   * State
   */
  estado?: string | null;
  /**
   * Postal code
   */
  cep?: string | null;
  /**
   * Reason
   */
  motivo?: string | null;
  /**
   * Products
   */
  products?:
    | {
        /**
         * Product in the ERP
         */
        externalId?: string | null;
        /**
         * Code
         */
        code?: string | null;
        /**
         * Name
         */
        name?: string | null;
        /**
         * Quantity
         */
        quantity?: number | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Everything that came
   */
  extras?: {
    [k: string]: unknown;
  } | null;
}
export interface Settings {
  /**
   * Server
   */
  server?: "https://api.oletv.net.br" | "https://api-teste.oletv.net.br" | "https://api.ofrfrbo.site/cliente";
  /**
   * Kind of person is sent as
   */
  personType?: "F/J" | "1/2";
  /**
   * Documents in addresses
   */
  documentFormat?: "masked" | "digits";
  /**
   * The slash of a CNPJ in addresses
   */
  cnpjInPath?: "encoded" | "digits";
  /**
   * Check the digits of CPF and CNPJ in events
   */
  strictDocument?: boolean;
}
