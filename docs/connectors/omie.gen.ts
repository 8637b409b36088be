// Generated from plugins/omie by `npm run gen`. Do not edit. 4989deb63c2058ee

export interface ProductsRecord {
  /**
   * Product
   */
  codigo_produto: number | string;
  /**
   * SKU
   */
  codigo?: string | null;
  /**
   * Integration code
   */
  codigo_produto_integracao?: string | null;
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * EAN
   */
  ean?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * Price
   */
  valor_unitario?: number | string | null;
  /**
   * Inactive
   */
  inativo?: string | null;
  /**
   * Origin
   */
  info?: {
    /**
     * Created on
     */
    dInc?: string | null;
    /**
     * Created at
     */
    hInc?: string | null;
    /**
     * Changed on
     */
    dAlt?: string | null;
    /**
     * Changed at
     */
    hAlt?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Changed at
   */
  alteradoEm?: string | null;
  [k: string]: unknown;
}
export interface StockRecord {
  /**
   * Product and location
   */
  chave: string;
  /**
   * Product
   */
  nCodProd?: number | string;
  /**
   * SKU
   */
  cCodigo?: string | null;
  /**
   * Description
   */
  cDescricao?: string | null;
  /**
   * Stock location
   */
  codigo_local_estoque?: number | string | null;
  /**
   * Balance
   */
  nSaldo?: number | string | null;
  /**
   * Average cost
   */
  nCMC?: number | string | null;
  /**
   * Pending
   */
  nPendente?: number | string | null;
  /**
   * Reserved
   */
  reservado?: number | string | null;
  /**
   * Physical
   */
  fisico?: number | string | null;
  /**
   * Minimum
   */
  estoque_minimo?: number | string | null;
  [k: string]: unknown;
}
export interface CustomersRecord {
  /**
   * Customer
   */
  codigo_cliente_omie: number | string;
  /**
   * Integration code
   */
  codigo_cliente_integracao?: string | null;
  /**
   * Legal name
   */
  razao_social?: string | null;
  /**
   * Trade name
   */
  nome_fantasia?: string | null;
  /**
   * CPF or CNPJ
   */
  cnpj_cpf?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Area code
   */
  telefone1_ddd?: string | null;
  /**
   * Phone
   */
  telefone1_numero?: string | null;
  /**
   * City
   */
  cidade?: string | null;
  /**
   * State
   */
  estado?: string | null;
  /**
   * Inactive
   */
  inativo?: string | null;
  /**
   * Person
   */
  pessoa_fisica?: string | null;
  /**
   * Origin
   */
  info?: {
    /**
     * Created on
     */
    dInc?: string | null;
    /**
     * Created at
     */
    hInc?: string | null;
    /**
     * Changed on
     */
    dAlt?: string | null;
    /**
     * Changed at
     */
    hAlt?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Changed at
   */
  alteradoEm?: string | null;
  [k: string]: unknown;
}
export interface OrdersRecord {
  /**
   * Header
   */
  cabecalho: {
    /**
     * Order
     */
    codigo_pedido: number | string;
    /**
     * Integration code
     */
    codigo_pedido_integracao?: string | null;
    /**
     * Number
     */
    numero_pedido?: string | null;
    /**
     * Customer
     */
    codigo_cliente?: number | string | null;
    /**
     * Expected on
     */
    data_previsao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    [k: string]: unknown;
  };
  /**
   * Items
   */
  det?: unknown[] | null;
  /**
   * More
   */
  informacoes_adicionais?: {
    /**
     * Number in the store
     */
    numero_pedido_cliente?: string | null;
    /**
     * Category
     */
    codigo_categoria?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Totals
   */
  total_pedido?: {
    /**
     * Total
     */
    valor_total_pedido?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Origin
   */
  infoCadastro?: {
    /**
     * Created on
     */
    dInc?: string | null;
    /**
     * Cancelled
     */
    cancelado?: string | null;
    /**
     * Invoiced
     */
    faturado?: string | null;
    /**
     * Authorised
     */
    autorizado?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * State
   */
  situacao?: string | null;
  /**
   * Changed at
   */
  alteradoEm?: string | null;
  [k: string]: unknown;
}
export interface InvoicesRecord {
  /**
   * Identification
   */
  ide?: {
    /**
     * Number
     */
    nNF?: string | null;
    /**
     * Series
     */
    serie?: string | null;
    /**
     * Issued on
     */
    dEmi?: string | null;
    /**
     * Cancelled on
     */
    dCan?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Complement
   */
  compl: {
    /**
     * Invoice
     */
    nIdNF: number | string;
    /**
     * Order
     */
    nIdPedido?: number | string | null;
    /**
     * Key
     */
    cChaveNFe?: string | null;
    [k: string]: unknown;
  };
  /**
   * Recipient
   */
  nfDestInt?: {
    /**
     * Customer
     */
    nCodCli?: number | string | null;
    /**
     * Customer
     */
    cRazao?: string | null;
    /**
     * CPF or CNPJ
     */
    cnpj_cpf?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * State
   */
  situacao?: string | null;
  /**
   * Changed at
   */
  alteradoEm?: string | null;
  [k: string]: unknown;
}
export interface GetCompanyInput {}
export interface GetCompanyOutput {
  /**
   * Company
   */
  id: string;
  /**
   * Name
   */
  nome: string;
  /**
   * CNPJ
   */
  cnpj?: string | null;
}
export interface SearchProductsInput {
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * EAN
   */
  ean?: string | null;
  /**
   * Only active ones
   */
  ativos?: boolean | null;
  /**
   * Page
   */
  pagina?: number | null;
}
export interface SearchProductsOutput {
  /**
   * Products
   */
  produtos: {
    /**
     * Product
     */
    id: string;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * NCM
     */
    ncm?: string | null;
    /**
     * EAN
     */
    ean?: string | null;
    /**
     * Price
     */
    valorUnitario?: string | null;
    /**
     * Active
     */
    ativo: boolean;
  }[];
  /**
   * Next page
   */
  proximaPagina?: number | null;
}
export interface FindProductInput {
  /**
   * SKU
   */
  codigo: string;
}
export interface FindProductOutput {
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * NCM
     */
    ncm?: string | null;
    /**
     * EAN
     */
    ean?: string | null;
    /**
     * Price
     */
    valorUnitario?: string | null;
    /**
     * Active
     */
    ativo: boolean;
  } | null;
}
export interface SaveProductInput {
  /**
   * SKU
   */
  codigo: string;
  /**
   * Description
   */
  descricao: string;
  /**
   * NCM
   */
  ncm: string;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * Price
   */
  valorUnitario: string | number;
  /**
   * EAN
   */
  ean?: string | null;
  /**
   * Integration code. Without it, the SKU.
   */
  codigoIntegracao?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * Details
   */
  descricaoDetalhada?: string | null;
}
export interface SaveProductOutput {
  /**
   * Product
   */
  id: string;
  /**
   * Created now
   */
  criado: boolean;
}
export interface GetStockInput {
  /**
   * Product
   */
  produtoId?: string | number | null;
  /**
   * SKU
   */
  codigo?: string | null;
}
export interface GetStockOutput {
  /**
   * Product
   */
  produtoId: string;
  /**
   * SKU
   */
  codigo?: string | null;
  /**
   * Locations
   */
  locais: {
    /**
     * Stock location
     */
    localId: string;
    /**
     * Name
     */
    local?: string | null;
    /**
     * Physical
     */
    fisico?: string | null;
    /**
     * Reserved
     */
    reservado?: string | null;
    /**
     * Available
     */
    disponivel?: string | null;
  }[];
}
export interface SetStockInput {
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Stock location. Without it, the company's default one.
   */
  localId?: string | number | null;
  /**
   * Balance
   */
  quantidade: string | number;
  /**
   * Unit cost
   */
  custo?: string | number | null;
  /**
   * Note
   */
  observacao?: string | null;
}
export interface SetStockOutput {
  /**
   * Adjustment
   */
  ajusteId: string;
}
export interface AdjustStockInput {
  /**
   * Movement. ENT adds, SAI takes away.
   */
  operacao: "ENT" | "SAI";
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Stock location. Without it, the company's default one.
   */
  localId?: string | number | null;
  /**
   * Quantity
   */
  quantidade: string | number;
  /**
   * Unit cost
   */
  custo?: string | number | null;
  /**
   * Note
   */
  observacao?: string | null;
}
export interface AdjustStockOutput {
  /**
   * Adjustment
   */
  ajusteId: string;
}
export interface ListStockLocationsInput {}
export interface ListStockLocationsOutput {
  /**
   * Locations
   */
  locais: {
    /**
     * Stock location
     */
    id: string;
    /**
     * Code
     */
    codigo?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Default
     */
    padrao: boolean;
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
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Legal name
     */
    razaoSocial?: string | null;
    /**
     * Trade name
     */
    nomeFantasia?: string | null;
    /**
     * CPF or CNPJ
     */
    documento?: string | null;
    /**
     * E-mail
     */
    email?: string | null;
    /**
     * Phone
     */
    telefone?: string | null;
    /**
     * City
     */
    cidade?: string | null;
    /**
     * State
     */
    estado?: string | null;
  } | null;
}
export interface GetCustomerInput {
  /**
   * Customer
   */
  clienteId: string | number;
}
export interface GetCustomerOutput {
  /**
   * Customer
   */
  id: string;
  /**
   * Integration code
   */
  codigoIntegracao?: string | null;
  /**
   * Legal name
   */
  razaoSocial?: string | null;
  /**
   * Trade name
   */
  nomeFantasia?: string | null;
  /**
   * CPF or CNPJ
   */
  documento?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * City
   */
  cidade?: string | null;
  /**
   * State
   */
  estado?: string | null;
}
export interface SaveCustomerInput {
  /**
   * CPF or CNPJ
   */
  documento: string;
  /**
   * Name or legal name
   */
  razaoSocial: string;
  /**
   * Trade name
   */
  nomeFantasia?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Street
   */
  endereco?: string | null;
  /**
   * Number
   */
  enderecoNumero?: string | null;
  /**
   * Complement
   */
  complemento?: string | null;
  /**
   * District
   */
  bairro?: string | null;
  /**
   * City or its IBGE code
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
   * State registration
   */
  inscricaoEstadual?: string | null;
  /**
   * Integration code. Without it, the document.
   */
  codigoIntegracao?: string | null;
}
export interface SaveCustomerOutput {
  /**
   * Customer
   */
  id: string;
  /**
   * Created now
   */
  criado: boolean;
}
export interface FindOrderInput {
  /**
   * Integration code
   */
  codigoIntegracao: string;
}
export interface FindOrderOutput {
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Number in the store
     */
    numeroCliente?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * State
     */
    situacao: string;
    /**
     * Customer
     */
    clienteId?: string | null;
    /**
     * Expected on
     */
    previsao?: string | null;
    /**
     * Total
     */
    total?: string | null;
    /**
     * Items
     */
    itens: {
      /**
       * Product
       */
      produtoId?: string | null;
      /**
       * SKU
       */
      codigo?: string | null;
      /**
       * Description
       */
      descricao?: string | null;
      /**
       * Quantity
       */
      quantidade?: string | null;
      /**
       * Unit price
       */
      valorUnitario?: string | null;
      /**
       * Total
       */
      valorTotal?: string | null;
    }[];
  } | null;
}
export interface GetOrderInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface GetOrderOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Integration code
   */
  codigoIntegracao?: string | null;
  /**
   * Number in the store
   */
  numeroCliente?: string | null;
  /**
   * Stage
   */
  etapa?: string | null;
  /**
   * State
   */
  situacao: string;
  /**
   * Customer
   */
  clienteId?: string | null;
  /**
   * Expected on
   */
  previsao?: string | null;
  /**
   * Total
   */
  total?: string | null;
  /**
   * Items
   */
  itens: {
    /**
     * Product
     */
    produtoId?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Quantity
     */
    quantidade?: string | null;
    /**
     * Unit price
     */
    valorUnitario?: string | null;
    /**
     * Total
     */
    valorTotal?: string | null;
  }[];
}
export interface CreateOrderInput {
  /**
   * Customer
   */
  clienteId: string | number;
  /**
   * Items
   *
   * @minItems 1
   * @maxItems 500
   */
  itens: {
    /**
     * Product
     */
    produtoId: string | number;
    /**
     * Quantity
     */
    quantidade: string | number;
    /**
     * Unit price
     */
    valorUnitario: string | number;
    /**
     * Discount
     */
    desconto?: string | number | null;
    /**
     * Stock location
     */
    localId?: string | number | null;
  }[];
  /**
   * Category. For example 1.01.01; see “List categories”.
   */
  categoria: string;
  /**
   * Account. See “List accounts”.
   */
  contaId: string | number;
  /**
   * Number in the store
   */
  numeroCliente?: string | null;
  /**
   * Integration code. At most one order has it. Without it, one order per step of the run.
   */
  codigoIntegracao?: string | null;
  /**
   * Expected on. Today or later; today without it.
   */
  previsao?: string | null;
  /**
   * Stage. 10 without it.
   */
  etapa?: string | null;
  /**
   * Payment terms. 000 is cash, and what is used without it.
   */
  parcela?: string | null;
  /**
   * End consumer
   */
  consumidorFinal?: boolean | null;
  /**
   * Freight
   */
  frete?: string | number | null;
  /**
   * Notes
   */
  observacoes?: string | null;
}
export interface CreateOrderOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Integration code
   */
  codigoIntegracao: string;
  /**
   * Was there already
   */
  jaExistia: boolean;
}
export interface ChangeOrderStageInput {
  /**
   * Order
   */
  pedidoId: string | number;
  /**
   * Stage
   */
  etapa: string;
}
export interface ChangeOrderStageOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Stage
   */
  etapa: string;
}
export interface SetOrderTrackingInput {
  /**
   * Order
   */
  pedidoId: string | number;
  /**
   * Tracking code
   */
  codigoRastreio?: string | null;
  /**
   * Tracking link
   */
  linkRastreio?: string | null;
  /**
   * Delivery expected on
   */
  previsaoEntrega?: string | null;
  /**
   * Notes
   */
  observacoes?: string | null;
}
export interface SetOrderTrackingOutput {
  /**
   * Order
   */
  id: string;
}
export interface CancelOrderInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface CancelOrderOutput {
  /**
   * Order
   */
  id: string;
}
export interface InvoiceOrderInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface InvoiceOrderOutput {
  /**
   * Order
   */
  id: string;
}
export interface GetOrderStatusInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface GetOrderStatusOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Stage
   */
  etapa?: string | null;
  /**
   * Invoicing
   */
  faturamento: "processando" | "autorizado" | "denegado" | null;
  /**
   * Cancellation
   */
  cancelamento: "cancelado" | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Series
     */
    serie?: string | null;
    /**
     * Key
     */
    chave?: string | null;
    /**
     * DANFE
     */
    danfe?: string | null;
    /**
     * Message
     */
    mensagem?: string | null;
  } | null;
}
export interface GetInvoiceInput {
  /**
   * Invoice
   */
  notaId?: string | number | null;
  /**
   * Order
   */
  pedidoId?: string | number | null;
}
export interface GetInvoiceOutput {
  /**
   * Invoice
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Series
   */
  serie?: string | null;
  /**
   * Key
   */
  chave?: string | null;
  /**
   * Issued on
   */
  emissao?: string | null;
  /**
   * Cancelled
   */
  cancelada: boolean;
  /**
   * Order
   */
  pedidoId?: string | null;
  /**
   * Customer
   */
  clienteId?: string | null;
  /**
   * CPF or CNPJ
   */
  documento?: string | null;
  /**
   * Total
   */
  total?: string | null;
}
export interface GetInvoiceDocumentInput {
  /**
   * Invoice
   */
  notaId: string | number;
}
export interface GetInvoiceDocumentOutput {
  /**
   * XML
   */
  xml: string | null;
  /**
   * PDF (DANFE)
   */
  danfe: string | null;
  /**
   * Customer’s portal
   */
  portal: string | null;
}
export interface CreateReceivableInput {
  /**
   * Customer
   */
  clienteId: string | number;
  /**
   * Amount
   */
  valor: string | number;
  /**
   * Due on
   */
  vencimento: string;
  /**
   * Category
   */
  categoria: string;
  /**
   * Account
   */
  contaId: string | number;
  /**
   * Integration code. The step's own without it.
   */
  codigoIntegracao?: string | null;
  /**
   * Expected on. The due date without it.
   */
  previsao?: string | null;
  /**
   * Document number
   */
  numeroDocumento?: string | null;
  /**
   * Sales order
   */
  pedidoId?: string | number | null;
  /**
   * Notes
   */
  observacao?: string | null;
}
export interface CreateReceivableOutput {
  /**
   * Receivable
   */
  id: string;
  /**
   * Integration code
   */
  codigoIntegracao: string;
  /**
   * Was there already
   */
  jaExistia: boolean;
}
export interface GetReceivableInput {
  /**
   * Receivable
   */
  tituloId: string | number;
}
export interface GetReceivableOutput {
  /**
   * Receivable
   */
  id: string;
  /**
   * Integration code
   */
  codigoIntegracao?: string | null;
  /**
   * State
   */
  situacao: "aberto" | "atrasado" | "recebido" | "cancelado";
  /**
   * State in Omie's words
   */
  situacaoOmie?: string | null;
  /**
   * Amount
   */
  valor: string | null;
  /**
   * Due on
   */
  vencimento?: string | null;
  /**
   * Customer
   */
  clienteId?: string | null;
  /**
   * Document number
   */
  numeroDocumento?: string | null;
  /**
   * Parcel
   */
  parcela?: string | null;
  /**
   * Sales order
   */
  pedidoId?: string | null;
  /**
   * Service order
   */
  ordemServicoId?: string | null;
  /**
   * Has a boleto
   */
  temBoleto?: boolean;
}
export interface ReceivePaymentInput {
  /**
   * Receivable
   */
  tituloId: string | number;
  /**
   * Amount paid
   */
  valor: string | number;
  /**
   * Account
   */
  contaId?: string | number | null;
  /**
   * Paid on. Today without it.
   */
  data?: string | null;
  /**
   * Integration code. The step's own without it.
   */
  codigoIntegracao?: string | null;
  /**
   * Notes
   */
  observacao?: string | null;
}
export interface ReceivePaymentOutput {
  /**
   * Receipt
   */
  id: string | null;
  /**
   * Integration code
   */
  codigoIntegracao: string;
  /**
   * Paid in full
   */
  liquidado?: boolean | null;
  /**
   * Was there already
   */
  jaExistia: boolean;
}
export interface IssueBoletoInput {
  /**
   * Receivable
   */
  tituloId: string | number;
}
export interface IssueBoletoOutput {
  /**
   * Boleto
   */
  boleto: {
    /**
     * Number
     */
    numero: string | null;
    /**
     * Link
     */
    link: string | null;
    /**
     * Barcode
     */
    codigoBarras: string | null;
    /**
     * Bank's number
     */
    numeroBancario?: string | null;
    /**
     * Issued on
     */
    emissao?: string | null;
  } | null;
}
export interface GetBoletoInput {
  /**
   * Receivable
   */
  tituloId: string | number;
}
export interface GetBoletoOutput {
  /**
   * Boleto
   */
  boleto: {
    /**
     * Number
     */
    numero: string | null;
    /**
     * Link
     */
    link: string | null;
    /**
     * Barcode
     */
    codigoBarras: string | null;
    /**
     * Bank's number
     */
    numeroBancario?: string | null;
    /**
     * Issued on
     */
    emissao?: string | null;
  } | null;
}
export interface CreatePixInput {
  /**
   * Amount
   */
  valor: string | number;
  /**
   * Receivable. Without it a new receivable is made for the customer.
   */
  tituloId?: string | number | null;
  /**
   * Customer
   */
  clienteId?: string | number | null;
  /**
   * Account
   */
  contaId?: string | number | null;
  /**
   * Integration code. The step's own without it.
   */
  codigoIntegracao?: string | null;
}
export interface CreatePixOutput {
  /**
   * PIX
   */
  id: string;
  /**
   * Receivable
   */
  tituloId: string | null;
  /**
   * Copy and paste code
   */
  copiaECola: string | null;
  /**
   * Link to the QR code
   */
  link?: string | null;
  /**
   * Integration code
   */
  codigoIntegracao: string;
  /**
   * Was there already
   */
  jaExistia: boolean;
}
export interface GetPixStatusInput {
  /**
   * PIX
   */
  pixId: string | number;
}
export interface GetPixStatusOutput {
  /**
   * PIX
   */
  id: string;
  /**
   * Receivable
   */
  tituloId?: string | null;
  /**
   * Amount
   */
  valor?: string | null;
  /**
   * State
   */
  situacao: "registrado" | "liquidado" | "cancelado";
}
export interface CreateServiceOrderInput {
  /**
   * Customer
   */
  clienteId: string | number;
  /**
   * Services
   *
   * @minItems 1
   * @maxItems 199
   */
  servicos: {
    /**
     * Description
     */
    descricao: string;
    /**
     * Quantity
     */
    quantidade: string | number;
    /**
     * Unit price
     */
    valorUnitario: string | number;
    /**
     * Code of the law LC 116. Such as 1.07.
     */
    codigoLc116: string;
    /**
     * City's code of the service
     */
    codigoMunicipal: string;
    /**
     * Taxation. What a city allows differs; 01 without it.
     */
    tributacao?: string | null;
    /**
     * ISS is withheld
     */
    retemIss?: boolean | null;
  }[];
  /**
   * Category
   */
  categoria: string;
  /**
   * Account
   */
  contaId: string | number;
  /**
   * City of the service. As Omie writes it: SAO PAULO (SP).
   */
  cidade: string;
  /**
   * Integration code. The step's own without it.
   */
  codigoIntegracao?: string | null;
  /**
   * Expected on. Today without it.
   */
  previsao?: string | null;
  /**
   * Stage. 10 without it.
   */
  etapa?: string | null;
  /**
   * Payment terms. 000 is cash, and what is used without it.
   */
  parcela?: string | null;
  /**
   * Customer's order number
   */
  numeroCliente?: string | null;
  /**
   * Notes
   */
  observacoes?: string | null;
}
export interface CreateServiceOrderOutput {
  /**
   * Service order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Integration code
   */
  codigoIntegracao: string;
  /**
   * Was there already
   */
  jaExistia: boolean;
}
export interface InvoiceServiceOrderInput {
  /**
   * Service order
   */
  ordemId: string | number;
}
export interface InvoiceServiceOrderOutput {
  /**
   * Service order
   */
  id: string;
}
export interface GetServiceOrderStatusInput {
  /**
   * Service order
   */
  ordemId: string | number;
}
export interface GetServiceOrderStatusOutput {
  /**
   * Service order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Stage
   */
  etapa?: string | null;
  /**
   * Total
   */
  total?: string | null;
  /**
   * Invoicing
   */
  faturamento: "processando" | "autorizado" | "rejeitado" | null;
  /**
   * Cancellation
   */
  cancelamento: "cancelado" | null;
  /**
   * Service invoice
   */
  nota: {
    /**
     * Number
     */
    numero?: string | null;
    /**
     * RPS
     */
    rps?: string | null;
    /**
     * Verification code
     */
    codigoVerificacao?: string | null;
    /**
     * Link at the city
     */
    link?: string | null;
    /**
     * Message
     */
    mensagem?: string | null;
  } | null;
}
export interface ListOrderStagesInput {}
export interface ListOrderStagesOutput {
  /**
   * Stages
   */
  etapas: {
    /**
     * Stage
     */
    codigo: string;
    /**
     * Name
     */
    nome?: string | null;
  }[];
}
export interface ListAccountsInput {}
export interface ListAccountsOutput {
  /**
   * Accounts
   */
  contas: {
    /**
     * Account
     */
    id: string;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Bank
     */
    banco?: string | null;
  }[];
}
export interface ListCategoriesInput {}
export interface ListCategoriesOutput {
  /**
   * Categories
   */
  categorias: {
    /**
     * Category
     */
    codigo: string;
    /**
     * Name
     */
    nome?: string | null;
  }[];
}
export interface OrderCreatedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderChangedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderStageChangedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderInvoicedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderCancelledEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderReturnedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface OrderDeletedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Stage
     */
    etapa?: string | null;
    /**
     * Name of the stage
     */
    etapaNome?: string | null;
    /**
     * Customer
     */
    clienteId?: string | null;
  };
}
export interface ProductCreatedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Price
     */
    valorUnitario?: string | null;
  };
}
export interface ProductChangedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Price
     */
    valorUnitario?: string | null;
  };
}
export interface ProductDeletedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Price
     */
    valorUnitario?: string | null;
  };
}
export interface StockMovedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Stock
   */
  estoque: {
    /**
     * Product
     */
    produtoId?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Stock location
     */
    localId?: string | null;
    /**
     * Balance
     */
    saldo?: string | null;
  };
}
export interface CustomerCreatedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Customer
   */
  cliente: {
    /**
     * Customer
     */
    id: string;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Legal name
     */
    razaoSocial?: string | null;
    /**
     * CPF or CNPJ
     */
    documento?: string | null;
    /**
     * E-mail
     */
    email?: string | null;
  };
}
export interface CustomerChangedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Customer
   */
  cliente: {
    /**
     * Customer
     */
    id: string;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Legal name
     */
    razaoSocial?: string | null;
    /**
     * CPF or CNPJ
     */
    documento?: string | null;
    /**
     * E-mail
     */
    email?: string | null;
  };
}
export interface CustomerDeletedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Customer
   */
  cliente: {
    /**
     * Customer
     */
    id: string;
    /**
     * Integration code
     */
    codigoIntegracao?: string | null;
    /**
     * Legal name
     */
    razaoSocial?: string | null;
    /**
     * CPF or CNPJ
     */
    documento?: string | null;
    /**
     * E-mail
     */
    email?: string | null;
  };
}
export interface InvoiceAuthorisedEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Order
     */
    pedidoId?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Series
     */
    serie?: string | null;
    /**
     * Key
     */
    chave?: string | null;
    /**
     * PDF (DANFE)
     */
    danfe?: string | null;
    /**
     * XML
     */
    xml?: string | null;
    /**
     * Issued at
     */
    emissao?: string | null;
  };
}
export interface InvoiceCancelledEvent {
  /**
   * Message
   */
  messageId: string;
  /**
   * Kind
   */
  topic: string;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Order
     */
    pedidoId?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Series
     */
    serie?: string | null;
    /**
     * Key
     */
    chave?: string | null;
    /**
     * PDF (DANFE)
     */
    danfe?: string | null;
    /**
     * XML
     */
    xml?: string | null;
    /**
     * Issued at
     */
    emissao?: string | null;
  };
}
