// Generated from plugins/bling by `npm run gen`. Do not edit. 149fe76b105756ed

export interface ProductsRecord {
  /**
   * Product
   */
  id: number | string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * SKU
   */
  codigo?: string | null;
  /**
   * Price
   */
  preco?: number | string | null;
  /**
   * Cost
   */
  precoCusto?: number | string | null;
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Format
   */
  formato?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * Short description
   */
  descricaoCurta?: string | null;
  /**
   * Image
   */
  imagemURL?: string | null;
  /**
   * Net weight (kg)
   */
  pesoLiquido?: number | string | null;
  /**
   * Gross weight (kg)
   */
  pesoBruto?: number | string | null;
  /**
   * Category
   */
  categoria?: {
    /**
     * Category
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Stock
   */
  estoque?: {
    /**
     * Available
     */
    saldoVirtualTotal?: number | string | null;
    /**
     * Minimum
     */
    minimo?: number | string | null;
    /**
     * Maximum
     */
    maximo?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Taxes
   */
  tributacao?: {
    /**
     * NCM
     */
    ncm?: string | null;
    /**
     * Origin
     */
    origem?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Variation
   */
  variacao?: {
    /**
     * Variation
     */
    nome?: string | null;
    /**
     * Order
     */
    ordem?: number | string | null;
    /**
     * Product of the variation
     */
    produtoPai?: {
      /**
       * Product
       */
      id?: number | string | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  /**
   * Variations
   */
  variacoes?:
    | {
        /**
         * Product
         */
        id?: number | string | null;
        /**
         * SKU
         */
        codigo?: string | null;
        /**
         * Name
         */
        nome?: string | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Changed. Bling filters by it and does not give it so far.
   */
  dataAlteracao?: string | null;
  [k: string]: unknown;
}
export interface StockRecord {
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: number | string;
    /**
     * SKU
     */
    codigo?: string | null;
    [k: string]: unknown;
  };
  /**
   * Physical
   */
  saldoFisicoTotal?: number | string | null;
  /**
   * Available
   */
  saldoVirtualTotal?: number | string | null;
  /**
   * By warehouse
   */
  depositos?:
    | {
        /**
         * Warehouse
         */
        id?: number | string | null;
        /**
         * Physical
         */
        saldoFisico?: number | string | null;
        /**
         * Available
         */
        saldoVirtual?: number | string | null;
        [k: string]: unknown;
      }[]
    | null;
  [k: string]: unknown;
}
export interface ContactsRecord {
  /**
   * Contact
   */
  id: number | string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Code
   */
  codigo?: string | null;
  /**
   * Trade name
   */
  fantasia?: string | null;
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * CPF or CNPJ
   */
  numeroDocumento?: string | null;
  /**
   * ICMS taxpayer
   */
  indicadorIe?: number | string | null;
  /**
   * State registration
   */
  ie?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Mobile
   */
  celular?: string | null;
  /**
   * Address
   */
  endereco?: {
    /**
     * Main address
     */
    geral?: {
      /**
       * Street
       */
      endereco?: string | null;
      /**
       * Number
       */
      numero?: string | null;
      /**
       * Complement
       */
      complemento?: string | null;
      /**
       * District
       */
      bairro?: string | null;
      /**
       * Postal code
       */
      cep?: string | null;
      /**
       * City
       */
      municipio?: string | null;
      /**
       * State
       */
      uf?: string | null;
      [k: string]: unknown;
    } | null;
    /**
     * Billing address
     */
    cobranca?: {
      /**
       * Street
       */
      endereco?: string | null;
      /**
       * Number
       */
      numero?: string | null;
      /**
       * Complement
       */
      complemento?: string | null;
      /**
       * District
       */
      bairro?: string | null;
      /**
       * Postal code
       */
      cep?: string | null;
      /**
       * City
       */
      municipio?: string | null;
      /**
       * State
       */
      uf?: string | null;
      [k: string]: unknown;
    } | null;
    [k: string]: unknown;
  } | null;
  /**
   * Changed. Bling filters by it and does not give it so far.
   */
  dataAlteracao?: string | null;
  [k: string]: unknown;
}
export interface OrdersRecord {
  /**
   * Order
   */
  id: number | string;
  /**
   * Number
   */
  numero?: number | string | null;
  /**
   * Number in the store
   */
  numeroLoja?: string | null;
  /**
   * Date
   */
  data?: string | null;
  /**
   * Leaves on
   */
  dataSaida?: string | null;
  /**
   * Promised for
   */
  dataPrevista?: string | null;
  /**
   * Products
   */
  totalProdutos?: number | string | null;
  /**
   * Total
   */
  total?: number | string | null;
  /**
   * Contact
   */
  contato?: {
    /**
     * Contact
     */
    id?: number | string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Kind
     */
    tipoPessoa?: string | null;
    /**
     * CPF or CNPJ
     */
    numeroDocumento?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Status
   */
  situacao?: {
    /**
     * Status
     */
    id?: number | string | null;
    /**
     * Class
     */
    valor?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Store
   */
  loja?: {
    /**
     * Store
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Invoice
   */
  notaFiscal?: {
    /**
     * Invoice
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Remarks
   */
  observacoes?: string | null;
  /**
   * Discount
   */
  desconto?: {
    /**
     * Amount
     */
    valor?: number | string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Transport
   */
  transporte?: {
    /**
     * Freight
     */
    frete?: number | string | null;
    /**
     * Freight paid by
     */
    fretePorConta?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Seller
   */
  vendedor?: {
    /**
     * Seller
     */
    id?: number | string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Lines
   */
  itens?:
    | {
        /**
         * Line
         */
        id?: number | string | null;
        /**
         * SKU
         */
        codigo?: string | null;
        /**
         * Description
         */
        descricao?: string | null;
        /**
         * Unit
         */
        unidade?: string | null;
        /**
         * Quantity
         */
        quantidade?: number | string | null;
        /**
         * Unit price
         */
        valor?: number | string | null;
        /**
         * Discount (%)
         */
        desconto?: number | string | null;
        /**
         * Product
         */
        produto?: {
          /**
           * Product
           */
          id?: number | string | null;
          [k: string]: unknown;
        } | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Instalments
   */
  parcelas?:
    | {
        /**
         * Due
         */
        dataVencimento?: string | null;
        /**
         * Amount
         */
        valor?: number | string | null;
        /**
         * Payment method
         */
        formaPagamento?: {
          /**
           * Payment method
           */
          id?: number | string | null;
          [k: string]: unknown;
        } | null;
        [k: string]: unknown;
      }[]
    | null;
  /**
   * Changed. Bling filters by it and does not give it so far.
   */
  dataAlteracao?: string | null;
  [k: string]: unknown;
}
export interface InvoicesRecord {
  /**
   * Invoice
   */
  id: number | string;
  /**
   * Kind
   */
  tipo?: number | string | null;
  /**
   * Status
   */
  situacao?: number | string | null;
  /**
   * Number
   */
  numero?: string | number | null;
  /**
   * Series
   */
  serie?: number | string | null;
  /**
   * Issued
   */
  dataEmissao?: string | null;
  /**
   * Operation
   */
  dataOperacao?: string | null;
  /**
   * Access key
   */
  chaveAcesso?: string | null;
  /**
   * Contact
   */
  contato?: {
    /**
     * Contact
     */
    id?: number | string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Kind
     */
    tipoPessoa?: string | null;
    /**
     * CPF or CNPJ
     */
    numeroDocumento?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Store
   */
  loja?: {
    /**
     * Store
     */
    id?: number | string | null;
    /**
     * Number in the store
     */
    numero?: string | null;
    [k: string]: unknown;
  } | null;
  /**
   * Number in the store
   */
  numeroPedidoLoja?: string | null;
  /**
   * Total
   */
  valorNota?: number | string | null;
  /**
   * Freight
   */
  valorFrete?: number | string | null;
  /**
   * Purpose
   */
  finalidade?: number | string | null;
  /**
   * DANFE
   */
  linkDanfe?: string | null;
  /**
   * PDF
   */
  linkPDF?: string | null;
  /**
   * Lines
   */
  itens?:
    | {
        /**
         * Line
         */
        id?: number | string | null;
        /**
         * SKU
         */
        codigo?: string | null;
        /**
         * Description
         */
        descricao?: string | null;
        /**
         * Unit
         */
        unidade?: string | null;
        /**
         * Quantity
         */
        quantidade?: number | string | null;
        /**
         * Unit price
         */
        valor?: number | string | null;
        /**
         * Discount (%)
         */
        desconto?: number | string | null;
        /**
         * Product
         */
        produto?: {
          /**
           * Product
           */
          id?: number | string | null;
          [k: string]: unknown;
        } | null;
        [k: string]: unknown;
      }[]
    | null;
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
  /**
   * E-mail
   */
  email?: string | null;
}
export interface SearchProductsInput {
  /**
   * Name contains
   */
  nome?: string | null;
  /**
   * SKUs
   *
   * @maxItems 100
   */
  codigos?: string[] | null;
  /**
   * GTINs
   *
   * @maxItems 100
   */
  gtins?: string[] | null;
  /**
   * Status
   */
  situacao?: "A" | "I" | "E" | null;
  /**
   * Kind
   */
  tipo?: "P" | "S" | "E" | "PS" | "C" | "V" | null;
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
     * Name
     */
    nome?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Format
     */
    formato?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
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
     * Name
     */
    nome?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Format
     */
    formato?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
  } | null;
}
export interface GetProductInput {
  /**
   * Product
   */
  produtoId: string | number;
}
export interface GetProductOutput {
  /**
   * Product
   */
  id: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * SKU
   */
  codigo?: string | null;
  /**
   * Price
   */
  preco?: string | null;
  /**
   * Available stock
   */
  saldoVirtual?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Format
   */
  formato?: string | null;
  /**
   * Product of the variation
   */
  produtoPaiId?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Short description
   */
  descricaoCurta?: string | null;
  /**
   * Net weight (kg)
   */
  pesoLiquido?: string | null;
  /**
   * Gross weight (kg)
   */
  pesoBruto?: string | null;
  /**
   * Variations
   */
  variacoes: {
    /**
     * Product
     */
    id: string;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Format
     */
    formato?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
    /**
     * Variation
     */
    variacao?: string | null;
  }[];
}
export interface CreateProductInput {
  /**
   * Name
   */
  nome: string;
  /**
   * SKU. At most one product is created per SKU.
   */
  codigo: string;
  /**
   * Kind
   */
  tipo?: "P" | "S" | null;
  /**
   * Price
   */
  preco?: string | number | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Short description
   */
  descricaoCurta?: string | null;
  /**
   * Net weight (kg)
   */
  pesoLiquido?: string | number | null;
  /**
   * Gross weight (kg)
   */
  pesoBruto?: string | number | null;
  /**
   * Category
   */
  categoriaId?: string | number | null;
  /**
   * Variations
   *
   * @maxItems 200
   */
  variacoes?:
    | {
        /**
         * Variation. For example Tamanho:G;Cor:Verde
         */
        variacao: string;
        /**
         * SKU
         */
        codigo: string;
        /**
         * Price
         */
        preco?: string | number | null;
        /**
         * GTIN
         */
        gtin?: string | null;
      }[]
    | null;
}
export interface CreateProductOutput {
  /**
   * Product
   */
  id: string;
  /**
   * Warnings
   *
   * Items: Warning
   */
  avisos: string[];
}
export interface UpdateProductInput {
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * SKU
   */
  codigo?: string | null;
  /**
   * Status
   */
  situacao?: "A" | "I" | null;
  /**
   * Price
   */
  preco?: string | number | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Short description
   */
  descricaoCurta?: string | null;
  /**
   * Net weight (kg)
   */
  pesoLiquido?: string | number | null;
  /**
   * Gross weight (kg)
   */
  pesoBruto?: string | number | null;
  /**
   * Category
   */
  categoriaId?: string | number | null;
}
export interface UpdateProductOutput {
  /**
   * Product
   */
  id: string;
  /**
   * Warnings
   *
   * Items: Warning
   */
  avisos: string[];
}
export interface GetStockInput {
  /**
   * Product
   */
  produtoId: string | number;
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
   * Physical stock
   */
  saldoFisico?: string | null;
  /**
   * Available stock
   */
  saldoVirtual?: string | null;
  /**
   * By warehouse
   */
  depositos: {
    /**
     * Warehouse
     */
    id: string;
    /**
     * Physical
     */
    saldoFisico?: string | null;
    /**
     * Available
     */
    saldoVirtual?: string | null;
  }[];
}
export interface SetStockInput {
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Warehouse. The id of a depósito; the step “List warehouses” gives them.
   */
  depositoId: string | number;
  /**
   * Quantity
   */
  quantidade: string | number;
  /**
   * Unit price
   */
  preco?: string | number | null;
  /**
   * Unit cost
   */
  custo?: string | number | null;
  /**
   * Remarks
   */
  observacoes?: string | null;
}
export interface SetStockOutput {
  /**
   * Movement
   */
  id: string;
}
export interface AdjustStockInput {
  /**
   * Movement
   */
  operacao: "E" | "S";
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Warehouse. The id of a depósito; the step “List warehouses” gives them.
   */
  depositoId: string | number;
  /**
   * Quantity
   */
  quantidade: string | number;
  /**
   * Unit price
   */
  preco?: string | number | null;
  /**
   * Unit cost
   */
  custo?: string | number | null;
  /**
   * Remarks
   */
  observacoes?: string | null;
}
export interface AdjustStockOutput {
  /**
   * Movement
   */
  id: string;
}
export interface ListDepositsInput {}
export interface ListDepositsOutput {
  /**
   * Warehouses
   */
  depositos: {
    /**
     * Warehouse
     */
    id: string;
    /**
     * Name
     */
    descricao?: string | null;
    /**
     * Default
     */
    padrao?: boolean;
  }[];
}
export interface FindContactInput {
  /**
   * CPF or CNPJ. Without punctuation.
   */
  numeroDocumento: string;
}
export interface FindContactOutput {
  /**
   * Contact
   */
  contato: {
    /**
     * Id
     */
    id: string;
    /**
     * Name
     */
    nome: string;
    /**
     * CPF or CNPJ
     */
    numeroDocumento?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
  } | null;
}
export interface GetContactInput {
  /**
   * Contact
   */
  contatoId: string | number;
}
export interface GetContactOutput {
  /**
   * Contact
   */
  id: string;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Trade name
   */
  fantasia?: string | null;
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * CPF or CNPJ
   */
  numeroDocumento?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Mobile
   */
  celular?: string | null;
  /**
   * Address
   */
  endereco?: {
    /**
     * Street
     */
    endereco?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Complement
     */
    complemento?: string | null;
    /**
     * District
     */
    bairro?: string | null;
    /**
     * Postal code
     */
    cep?: string | null;
    /**
     * City
     */
    municipio?: string | null;
    /**
     * State
     */
    uf?: string | null;
  };
}
export interface CreateContactInput {
  /**
   * Name
   */
  nome: string;
  /**
   * Kind
   */
  tipo: "F" | "J" | "E";
  /**
   * CPF or CNPJ. Without punctuation.
   */
  numeroDocumento: string;
  /**
   * Trade name
   */
  fantasia?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Mobile
   */
  celular?: string | null;
  /**
   * State registration
   */
  ie?: string | null;
  /**
   * ICMS taxpayer
   */
  indicadorIe?: 1 | 2 | 9 | null;
  /**
   * Address
   */
  endereco?: {
    /**
     * Main address
     */
    geral?: {
      /**
       * Street
       */
      endereco?: string | null;
      /**
       * Number
       */
      numero?: string | null;
      /**
       * Complement
       */
      complemento?: string | null;
      /**
       * District
       */
      bairro?: string | null;
      /**
       * Postal code
       */
      cep?: string | null;
      /**
       * City
       */
      municipio?: string | null;
      /**
       * State
       */
      uf?: string | null;
    };
    /**
     * Billing address
     */
    cobranca?: {
      /**
       * Street
       */
      endereco?: string | null;
      /**
       * Number
       */
      numero?: string | null;
      /**
       * Complement
       */
      complemento?: string | null;
      /**
       * District
       */
      bairro?: string | null;
      /**
       * Postal code
       */
      cep?: string | null;
      /**
       * City
       */
      municipio?: string | null;
      /**
       * State
       */
      uf?: string | null;
    };
  } | null;
}
export interface CreateContactOutput {
  /**
   * Contact
   */
  id: string;
}
export interface UpdateContactInput {
  /**
   * Contact
   */
  contatoId: string | number;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Kind
   */
  tipo?: "F" | "J" | "E" | null;
  /**
   * CPF or CNPJ. Without punctuation.
   */
  numeroDocumento?: string | null;
  /**
   * Trade name
   */
  fantasia?: string | null;
  /**
   * E-mail
   */
  email?: string | null;
  /**
   * Phone
   */
  telefone?: string | null;
  /**
   * Mobile
   */
  celular?: string | null;
  /**
   * State registration
   */
  ie?: string | null;
  /**
   * ICMS taxpayer
   */
  indicadorIe?: 1 | 2 | 9 | null;
  /**
   * Status
   */
  situacao?: "A" | "I" | "S" | null;
  /**
   * Main address
   */
  endereco?: {
    /**
     * Street
     */
    endereco?: string | null;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Complement
     */
    complemento?: string | null;
    /**
     * District
     */
    bairro?: string | null;
    /**
     * Postal code
     */
    cep?: string | null;
    /**
     * City
     */
    municipio?: string | null;
    /**
     * State
     */
    uf?: string | null;
  } | null;
}
export interface UpdateContactOutput {
  /**
   * Contact
   */
  id: string;
}
export interface FindOrderInput {
  /**
   * Number in the store. The order's number where it was sold. At most one order is created per number and store.
   */
  numeroLoja: string;
  /**
   * Store
   */
  lojaId?: string | number | null;
}
export interface FindOrderOutput {
  /**
   * Order
   */
  pedido: {
    /**
     * Id
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Number in the store
     */
    numeroLoja?: string | null;
    /**
     * Date
     */
    data?: string | null;
    /**
     * Total
     */
    total?: string | null;
    /**
     * Status
     */
    situacaoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
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
   * Number in the store
   */
  numeroLoja?: string | null;
  /**
   * Date
   */
  data?: string | null;
  /**
   * Total
   */
  total?: string | null;
  /**
   * Status
   */
  situacaoId?: string | null;
  /**
   * Store
   */
  lojaId?: string | null;
  /**
   * Invoice
   */
  notaFiscalId?: string | null;
  /**
   * Contact
   */
  contato?: {
    /**
     * Contact
     */
    id?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * CPF or CNPJ
     */
    numeroDocumento?: string | null;
  };
  /**
   * Freight
   */
  frete?: string | null;
  /**
   * Remarks
   */
  observacoes?: string | null;
  /**
   * Lines
   */
  itens: {
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
    valor?: string | null;
    /**
     * Product
     */
    produtoId?: string | null;
  }[];
  /**
   * Instalments
   */
  parcelas: {
    /**
     * Due
     */
    dataVencimento?: string | null;
    /**
     * Amount
     */
    valor?: string | null;
    /**
     * Payment method
     */
    formaPagamentoId?: string | null;
  }[];
}
export interface CreateOrderInput {
  /**
   * Number in the store. The order's number where it was sold. At most one order is created per number and store.
   */
  numeroLoja: string;
  /**
   * Date
   */
  data: string;
  /**
   * Contact
   */
  contato: {
    /**
     * Contact
     */
    id: string | number;
  };
  /**
   * Items
   *
   * @minItems 1
   * @maxItems 500
   */
  itens: {
    /**
     * Description
     */
    descricao: string;
    /**
     * Quantity
     */
    quantidade: string | number;
    /**
     * Unit price. Decimal text such as 4.90, in reais.
     */
    valor: string | number;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Discount in %
     */
    desconto?: string | number | null;
    /**
     * Product
     */
    produto?: {
      /**
       * Product
       */
      id: string | number;
    } | null;
  }[];
  /**
   * Store
   */
  loja?: {
    /**
     * Store (sales channel)
     */
    id: string | number;
  } | null;
  /**
   * Leaves on
   */
  dataSaida?: string | null;
  /**
   * Expected on
   */
  dataPrevista?: string | null;
  /**
   * Instalments
   *
   * @maxItems 100
   */
  parcelas?:
    | {
        /**
         * Due on
         */
        dataVencimento: string;
        /**
         * Amount
         */
        valor: string | number;
        /**
         * Payment method
         */
        formaPagamento: {
          /**
           * Payment method
           */
          id: string | number;
        };
        /**
         * Notes
         */
        observacoes?: string | null;
      }[]
    | null;
  /**
   * Discount
   */
  desconto?: {
    /**
     * Discount
     */
    valor: string | number;
    /**
     * Unit
     */
    unidade: "REAL" | "PERCENTUAL";
  } | null;
  /**
   * Other costs
   */
  outrasDespesas?: string | number | null;
  /**
   * Freight
   */
  frete?: string | number | null;
  /**
   * Total. When given, nothing is sent unless items, freight, costs and discount add up to it.
   */
  total?: string | number | null;
  /**
   * Notes
   */
  observacoes?: string | null;
  /**
   * Internal notes
   */
  observacoesInternas?: string | null;
}
export interface CreateOrderOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Warnings. The order was created, but Bling has something to say.
   */
  alertas: string[];
}
export interface UpdateOrderStatusInput {
  /**
   * Order
   */
  pedidoId: string | number;
  /**
   * Status. Ids differ between accounts; the step “List order statuses” gives them.
   */
  situacaoId: string | number;
}
export interface UpdateOrderStatusOutput {
  /**
   * Order
   */
  pedidoId: string;
  /**
   * Status
   */
  situacaoId: string;
}
export interface ListOrderStatusesInput {}
export interface ListOrderStatusesOutput {
  /**
   * Statuses
   */
  situacoes: {
    /**
     * Status
     */
    id: string;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Inherits from
     */
    idHerdado?: string | null;
    /**
     * Colour
     */
    cor?: string | null;
  }[];
}
export interface FindInvoiceInput {
  /**
   * Number in the store
   */
  numeroLoja: string;
  /**
   * Store
   */
  lojaId?: string | number | null;
}
export interface FindInvoiceOutput {
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Status number
     */
    situacao?: string | null;
    /**
     * State
     */
    estado: "pendente" | "processando" | "autorizada" | "rejeitada" | "cancelada" | "bloqueada" | "desconhecida";
    /**
     * Access key
     */
    chaveAcesso?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
  } | null;
}
export interface GetInvoiceInput {
  /**
   * Invoice
   */
  notaId: string | number;
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
   * Status number
   */
  situacao?: string | null;
  /**
   * State
   */
  estado: "pendente" | "processando" | "autorizada" | "rejeitada" | "cancelada" | "bloqueada" | "desconhecida";
  /**
   * Sent, and since then
   */
  transmissao?: string | null;
  /**
   * Access key
   */
  chaveAcesso?: string | null;
  /**
   * Total
   */
  valor?: string | null;
  /**
   * Issued
   */
  dataEmissao?: string | null;
  /**
   * Number in the store
   */
  numeroPedidoLoja?: string | null;
  /**
   * Contact
   */
  contatoId?: string | null;
  /**
   * DANFE
   */
  linkDanfe?: string | null;
  /**
   * PDF
   */
  linkPdf?: string | null;
}
export interface CreateInvoiceInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface CreateInvoiceOutput {
  /**
   * Invoice
   */
  id: string;
}
export interface SendInvoiceInput {
  /**
   * Invoice
   */
  notaId: string | number;
  /**
   * E-mail it to the customer. Left out: as the account is set.
   */
  enviarEmail?: boolean | null;
}
export interface SendInvoiceOutput {
  /**
   * Invoice
   */
  id: string;
  /**
   * State
   */
  estado: string;
  /**
   * XML
   */
  xml?: string | null;
}
export interface GetInvoiceDocumentInput {
  /**
   * Access key
   */
  chaveAcesso: string;
  /**
   * Format
   */
  formato?: "xml" | "pdf" | null;
}
export interface GetInvoiceDocumentOutput {
  /**
   * File name
   */
  nome: string;
  /**
   * Content. Base64 of gzip.
   */
  conteudo: string;
}
export interface OrderCreatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
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
     * Number in the store
     */
    numeroLoja?: string | null;
    /**
     * Date
     */
    data?: string | null;
    /**
     * Total
     */
    total?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Status
     */
    situacaoId?: string | null;
  };
}
export interface OrderUpdatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
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
     * Number in the store
     */
    numeroLoja?: string | null;
    /**
     * Date
     */
    data?: string | null;
    /**
     * Total
     */
    total?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Status
     */
    situacaoId?: string | null;
  };
}
export interface OrderDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Order
   */
  pedido: {
    /**
     * Order
     */
    id: string;
  };
}
export interface ProductCreatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Format
     */
    formato?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
    /**
     * Category
     */
    categoriaId?: string | null;
    /**
     * Short description
     */
    descricaoCurta?: string | null;
  };
}
export interface ProductUpdatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * SKU
     */
    codigo?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Format
     */
    formato?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
    /**
     * Category
     */
    categoriaId?: string | null;
    /**
     * Short description
     */
    descricaoCurta?: string | null;
  };
}
export interface ProductDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Product
   */
  produto: {
    /**
     * Product
     */
    id: string;
  };
}
export interface StockMovedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Stock
   */
  estoque: {
    /**
     * Product
     */
    id: string;
    /**
     * Physical stock
     */
    saldoFisico?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * Movement
     */
    operacao?: string | null;
    /**
     * Quantity
     */
    quantidade?: string | null;
    /**
     * Warehouse
     */
    depositoId?: string | null;
    /**
     * Physical in the warehouse
     */
    saldoFisicoDeposito?: string | null;
    /**
     * Available in the warehouse
     */
    saldoVirtualDeposito?: string | null;
  };
}
export interface StockMovementDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Stock
   */
  estoque: {
    /**
     * Product
     */
    id: string;
    /**
     * Physical stock
     */
    saldoFisico?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * Warehouse
     */
    depositoId?: string | null;
    /**
     * Physical in the warehouse
     */
    saldoFisicoDeposito?: string | null;
    /**
     * Available in the warehouse
     */
    saldoVirtualDeposito?: string | null;
  };
}
export interface AvailableStockChangedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Stock
   */
  estoque: {
    /**
     * Product
     */
    id: string;
    /**
     * Physical stock
     */
    saldoFisico?: string | null;
    /**
     * Available stock
     */
    saldoVirtual?: string | null;
    /**
     * More than 200 products changed with it
     */
    vinculoComplexo?: boolean | string | null;
  };
}
export interface ProductSupplierChangedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Supplier
   */
  fornecedor: {
    /**
     * Link
     */
    id: string;
    /**
     * Product
     */
    produtoId?: string | null;
    /**
     * Supplier
     */
    fornecedorId?: string | null;
    /**
     * Code
     */
    codigo?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Cost
     */
    precoCusto?: string | null;
    /**
     * Purchase price
     */
    precoCompra?: string | null;
    /**
     * Default
     */
    padrao?: boolean | string | number | null;
  };
}
export interface ProductSupplierDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Supplier
   */
  fornecedor: {
    /**
     * Link
     */
    id: string;
  };
}
export interface InvoiceCreatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Status number
     */
    situacao?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Operation
     */
    naturezaOperacaoId?: string | null;
  };
}
export interface InvoiceUpdatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Status number
     */
    situacao?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Operation
     */
    naturezaOperacaoId?: string | null;
  };
}
export interface InvoiceDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
  };
}
export interface ConsumerInvoiceCreatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Status number
     */
    situacao?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Operation
     */
    naturezaOperacaoId?: string | null;
  };
}
export interface ConsumerInvoiceUpdatedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
    /**
     * Number
     */
    numero?: string | null;
    /**
     * Status number
     */
    situacao?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
    /**
     * Contact
     */
    contatoId?: string | null;
    /**
     * Store
     */
    lojaId?: string | null;
    /**
     * Operation
     */
    naturezaOperacaoId?: string | null;
  };
}
export interface ConsumerInvoiceDeletedEvent {
  /**
   * Event
   */
  eventId: string;
  /**
   * Kind
   */
  event: string;
  /**
   * Company
   */
  companyId: string;
  /**
   * Sent at
   */
  date?: string | null;
  /**
   * Invoice
   */
  nota: {
    /**
     * Invoice
     */
    id: string;
  };
}
