// Generated from plugins/tiny by `npm run gen`. Do not edit. 4e05c7cb34c3e94c

export interface ProductsRecord {
  /**
   * Product
   */
  id: string;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Class
   */
  tipo?: string | null;
  /**
   * Kind of variation
   */
  tipoVariacao?: string | null;
  /**
   * Product of the variation
   */
  produtoPaiId?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * Price
   */
  preco?: string | null;
  /**
   * Promotional price
   */
  precoPromocional?: string | null;
  /**
   * Cost
   */
  precoCusto?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * Category
   */
  categoria?: string | null;
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * Net weight
   */
  pesoLiquido?: string | null;
  /**
   * Gross weight
   */
  pesoBruto?: string | null;
  /**
   * Variations
   */
  variacoes?: {
    /**
     * Variation
     */
    id?: string | null;
    /**
     * SKU
     */
    sku?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Options
     */
    grade?: string | null;
  }[];
  /**
   * Changed
   */
  alteradoEm?: string | null;
  /**
   * Pass
   */
  lidoEm?: number | null;
  /**
   * As Tiny sent it
   */
  original?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface StockRecord {
  /**
   * Product
   */
  id: string;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * Physical
   */
  saldo?: string | null;
  /**
   * Reserved
   */
  reservado?: string | null;
  /**
   * Available
   */
  disponivel?: string | null;
  /**
   * By warehouse
   */
  depositos?: {
    /**
     * Warehouse
     */
    id?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Physical
     */
    saldo?: string | null;
    /**
     * Not counted
     */
    desconsiderar?: boolean;
  }[];
  /**
   * Pass
   */
  lidoEm?: number | null;
  /**
   * As Tiny sent it
   */
  original?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface ContactsRecord {
  /**
   * Contact
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
   * Trade name
   */
  fantasia?: string | null;
  /**
   * Kind
   */
  tipoPessoa?: string | null;
  /**
   * CPF or CNPJ
   */
  documento?: string | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
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
    logradouro?: string | null;
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
    cidade?: string | null;
    /**
     * State
     */
    uf?: string | null;
  };
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Changed
   */
  alteradoEm?: string | null;
  /**
   * Pass
   */
  lidoEm?: number | null;
  /**
   * As Tiny sent it
   */
  original?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface OrdersRecord {
  /**
   * Order
   */
  id: string;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Purchase order
   */
  numeroOrdemCompra?: string | null;
  /**
   * Shop
   */
  ecommerceId?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Date
   */
  data?: string | null;
  /**
   * Expected
   */
  dataPrevista?: string | null;
  /**
   * Customer
   */
  cliente?: {
    /**
     * Customer
     */
    id?: string | null;
    /**
     * Name
     */
    nome?: string | null;
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
  };
  /**
   * Items
   */
  itens?: {
    /**
     * Product
     */
    produtoId?: string | null;
    /**
     * SKU
     */
    sku?: string | null;
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
    quantidade?: string | null;
    /**
     * Unit price
     */
    valorUnitario?: string | null;
  }[];
  /**
   * Freight
   */
  frete?: string | null;
  /**
   * Discount
   */
  desconto?: string | null;
  /**
   * Other costs
   */
  outrasDespesas?: string | null;
  /**
   * Total
   */
  total?: string | null;
  /**
   * Invoice
   */
  notaFiscalId?: string | null;
  /**
   * Tracking code
   */
  rastreio?: string | null;
  /**
   * Tracking address
   */
  rastreioUrl?: string | null;
  /**
   * Markers
   */
  marcadores?: string[];
  /**
   * Notes
   */
  observacoes?: string | null;
  /**
   * Pass
   */
  lidoEm?: number | null;
  /**
   * As Tiny sent it
   */
  original?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface InvoicesRecord {
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
   * Kind
   */
  tipo?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * How far it is
   */
  estado?: string;
  /**
   * Sent
   */
  transmissao?: string | null;
  /**
   * Access key
   */
  chaveAcesso?: string | null;
  /**
   * Issued
   */
  dataEmissao?: string | null;
  /**
   * Total
   */
  valor?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Customer
   */
  clienteNome?: string | null;
  /**
   * CPF or CNPJ
   */
  clienteDocumento?: string | null;
  /**
   * Order
   */
  pedidoId?: string | null;
  /**
   * Pass
   */
  lidoEm?: number | null;
  /**
   * As Tiny sent it
   */
  original?: {
    [k: string]: unknown;
  } | null;
  [k: string]: unknown;
}
export interface GetCompanyInput {}
export interface GetCompanyOutput {
  /**
   * CNPJ
   */
  cnpj: string;
  /**
   * Name
   */
  nome: string;
  /**
   * E-mail
   */
  email?: string | null;
}
export interface SearchProductsInput {
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Status
   */
  situacao?: "A" | "I" | "E" | null;
  /**
   * GTIN
   */
  gtin?: string | null;
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
    sku?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Class
     */
    tipo?: string | null;
    /**
     * Kind of variation
     */
    tipoVariacao?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Promotional price
     */
    precoPromocional?: string | null;
    /**
     * Cost
     */
    precoCusto?: string | null;
    /**
     * GTIN
     */
    gtin?: string | null;
    /**
     * NCM
     */
    ncm?: string | null;
    /**
     * Brand
     */
    marca?: string | null;
    /**
     * Category
     */
    categoria?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Net weight
     */
    pesoLiquido?: string | null;
    /**
     * Gross weight
     */
    pesoBruto?: string | null;
    /**
     * Variations
     */
    variacoes?: {
      /**
       * Variation
       */
      id?: string | null;
      /**
       * SKU
       */
      sku?: string | null;
      /**
       * Price
       */
      preco?: string | null;
      /**
       * Options
       */
      grade?: string | null;
    }[];
    /**
     * Changed
     */
    alteradoEm?: string | null;
  }[];
  /**
   * There are more
   */
  temMais: boolean;
}
export interface FindProductInput {
  /**
   * SKU
   */
  sku: string;
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
    sku?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Class
     */
    tipo?: string | null;
    /**
     * Kind of variation
     */
    tipoVariacao?: string | null;
    /**
     * Product of the variation
     */
    produtoPaiId?: string | null;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Promotional price
     */
    precoPromocional?: string | null;
    /**
     * Cost
     */
    precoCusto?: string | null;
    /**
     * GTIN
     */
    gtin?: string | null;
    /**
     * NCM
     */
    ncm?: string | null;
    /**
     * Brand
     */
    marca?: string | null;
    /**
     * Category
     */
    categoria?: string | null;
    /**
     * Description
     */
    descricao?: string | null;
    /**
     * Net weight
     */
    pesoLiquido?: string | null;
    /**
     * Gross weight
     */
    pesoBruto?: string | null;
    /**
     * Variations
     */
    variacoes?: {
      /**
       * Variation
       */
      id?: string | null;
      /**
       * SKU
       */
      sku?: string | null;
      /**
       * Price
       */
      preco?: string | null;
      /**
       * Options
       */
      grade?: string | null;
    }[];
    /**
     * Changed
     */
    alteradoEm?: string | null;
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
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Class
   */
  tipo?: string | null;
  /**
   * Kind of variation
   */
  tipoVariacao?: string | null;
  /**
   * Product of the variation
   */
  produtoPaiId?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * Price
   */
  preco?: string | null;
  /**
   * Promotional price
   */
  precoPromocional?: string | null;
  /**
   * Cost
   */
  precoCusto?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Brand
   */
  marca?: string | null;
  /**
   * Category
   */
  categoria?: string | null;
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * Net weight
   */
  pesoLiquido?: string | null;
  /**
   * Gross weight
   */
  pesoBruto?: string | null;
  /**
   * Variations
   */
  variacoes?: {
    /**
     * Variation
     */
    id?: string | null;
    /**
     * SKU
     */
    sku?: string | null;
    /**
     * Price
     */
    preco?: string | null;
    /**
     * Options
     */
    grade?: string | null;
  }[];
  /**
   * Changed
   */
  alteradoEm?: string | null;
}
export interface CreateProductInput {
  /**
   * SKU
   */
  sku: string;
  /**
   * Name
   */
  nome: string;
  /**
   * Price. Decimal text, such as 4.90.
   */
  preco: string | number;
  /**
   * Promotional price. Decimal text, such as 4.90.
   */
  precoPromocional?: string | number | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * Net weight (kg). Decimal text, such as 4.90.
   */
  pesoLiquido?: string | number | null;
  /**
   * Gross weight (kg). Decimal text, such as 4.90.
   */
  pesoBruto?: string | number | null;
}
export interface CreateProductOutput {
  /**
   * Id
   */
  id: string;
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
   * Price. Decimal text, such as 4.90.
   */
  preco?: string | number | null;
  /**
   * Promotional price. Decimal text, such as 4.90.
   */
  precoPromocional?: string | number | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * GTIN
   */
  gtin?: string | null;
  /**
   * NCM
   */
  ncm?: string | null;
  /**
   * Description
   */
  descricao?: string | null;
  /**
   * Net weight (kg). Decimal text, such as 4.90.
   */
  pesoLiquido?: string | number | null;
  /**
   * Gross weight (kg). Decimal text, such as 4.90.
   */
  pesoBruto?: string | number | null;
  /**
   * Status
   */
  situacao?: "A" | "I" | null;
}
export interface UpdateProductOutput {
  /**
   * Id
   */
  id: string;
}
export interface UpdatePricesInput {
  /**
   * Prices
   *
   * @minItems 1
   * @maxItems 20
   */
  precos: {
    /**
     * Product
     */
    produtoId: string | number;
    /**
     * Price. Decimal text, such as 4.90.
     */
    preco: string | number;
    /**
     * Promotional price. Decimal text, such as 4.90.
     */
    precoPromocional?: string | number | null;
  }[];
}
export interface UpdatePricesOutput {
  /**
   * Results
   */
  resultados: {
    /**
     * Product
     */
    produtoId: string;
    /**
     * Done
     */
    ok: boolean;
    /**
     * Reason
     */
    motivo?: string | null;
  }[];
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
  id: string;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Unit
   */
  unidade?: string | null;
  /**
   * Physical
   */
  saldo?: string | null;
  /**
   * Reserved
   */
  reservado?: string | null;
  /**
   * Available
   */
  disponivel?: string | null;
  /**
   * By warehouse
   */
  depositos?: {
    /**
     * Warehouse
     */
    id?: string | null;
    /**
     * Name
     */
    nome?: string | null;
    /**
     * Physical
     */
    saldo?: string | null;
    /**
     * Not counted
     */
    desconsiderar?: boolean;
  }[];
}
export interface SetStockInput {
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Quantity. Decimal text, such as 4.90.
   */
  quantidade: string | number;
  /**
   * Warehouse. Name of the warehouse; the account's default one when empty.
   */
  deposito?: string | null;
  /**
   * Unit price. Decimal text, such as 4.90.
   */
  precoUnitario?: string | number | null;
  /**
   * Notes
   */
  observacoes?: string | null;
}
export interface SetStockOutput {
  /**
   * Id
   */
  id: string;
}
export interface AdjustStockInput {
  /**
   * Product
   */
  produtoId: string | number;
  /**
   * Quantity. Decimal text, such as 4.90.
   */
  quantidade: string | number;
  /**
   * Warehouse. Name of the warehouse; the account's default one when empty.
   */
  deposito?: string | null;
  /**
   * Unit price. Decimal text, such as 4.90.
   */
  precoUnitario?: string | number | null;
  /**
   * Notes
   */
  observacoes?: string | null;
  /**
   * Operation
   */
  operacao: "E" | "S";
}
export interface AdjustStockOutput {
  /**
   * Id
   */
  id: string;
}
export interface FindContactInput {
  /**
   * CPF or CNPJ. Without punctuation.
   */
  documento: string;
}
export interface FindContactOutput {
  /**
   * Contact
   */
  contato: {
    /**
     * Contact
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
     * Trade name
     */
    fantasia?: string | null;
    /**
     * Kind
     */
    tipoPessoa?: string | null;
    /**
     * CPF or CNPJ
     */
    documento?: string | null;
    /**
     * State registration
     */
    inscricaoEstadual?: string | null;
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
      logradouro?: string | null;
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
      cidade?: string | null;
      /**
       * State
       */
      uf?: string | null;
    };
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Changed
     */
    alteradoEm?: string | null;
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
   * Code
   */
  codigo?: string | null;
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
  tipoPessoa?: string | null;
  /**
   * CPF or CNPJ
   */
  documento?: string | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
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
    logradouro?: string | null;
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
    cidade?: string | null;
    /**
     * State
     */
    uf?: string | null;
  };
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Changed
   */
  alteradoEm?: string | null;
}
export interface CreateContactInput {
  /**
   * Name
   */
  nome: string;
  /**
   * CPF or CNPJ. Without punctuation.
   */
  documento: string;
  /**
   * Trade name
   */
  fantasia?: string | null;
  /**
   * Kind
   */
  tipoPessoa?: "F" | "J" | "E" | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
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
    logradouro?: string | null;
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
    cidade?: string | null;
    /**
     * State
     */
    uf?: string | null;
  } | null;
}
export interface CreateContactOutput {
  /**
   * Id
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
   * Trade name
   */
  fantasia?: string | null;
  /**
   * Kind
   */
  tipoPessoa?: "F" | "J" | "E" | null;
  /**
   * State registration
   */
  inscricaoEstadual?: string | null;
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
    logradouro?: string | null;
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
    cidade?: string | null;
    /**
     * State
     */
    uf?: string | null;
  } | null;
}
export interface UpdateContactOutput {
  /**
   * Id
   */
  id: string;
}
export interface FindOrderInput {
  /**
   * Number in the shop
   */
  numeroEcommerce: string;
  /**
   * Date
   */
  data?: string | null;
  /**
   * CPF or CNPJ. Without punctuation.
   */
  documento?: string | null;
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
     * Number in the shop
     */
    numeroEcommerce?: string | null;
    /**
     * Purchase order
     */
    numeroOrdemCompra?: string | null;
    /**
     * Shop
     */
    ecommerceId?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * Date
     */
    data?: string | null;
    /**
     * Expected
     */
    dataPrevista?: string | null;
    /**
     * Customer
     */
    cliente?: {
      /**
       * Customer
       */
      id?: string | null;
      /**
       * Name
       */
      nome?: string | null;
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
    };
    /**
     * Items
     */
    itens?: {
      /**
       * Product
       */
      produtoId?: string | null;
      /**
       * SKU
       */
      sku?: string | null;
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
      quantidade?: string | null;
      /**
       * Unit price
       */
      valorUnitario?: string | null;
    }[];
    /**
     * Freight
     */
    frete?: string | null;
    /**
     * Discount
     */
    desconto?: string | null;
    /**
     * Other costs
     */
    outrasDespesas?: string | null;
    /**
     * Total
     */
    total?: string | null;
    /**
     * Invoice
     */
    notaFiscalId?: string | null;
    /**
     * Tracking code
     */
    rastreio?: string | null;
    /**
     * Tracking address
     */
    rastreioUrl?: string | null;
    /**
     * Markers
     */
    marcadores?: string[];
    /**
     * Notes
     */
    observacoes?: string | null;
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
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Purchase order
   */
  numeroOrdemCompra?: string | null;
  /**
   * Shop
   */
  ecommerceId?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Date
   */
  data?: string | null;
  /**
   * Expected
   */
  dataPrevista?: string | null;
  /**
   * Customer
   */
  cliente?: {
    /**
     * Customer
     */
    id?: string | null;
    /**
     * Name
     */
    nome?: string | null;
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
  };
  /**
   * Items
   */
  itens?: {
    /**
     * Product
     */
    produtoId?: string | null;
    /**
     * SKU
     */
    sku?: string | null;
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
    quantidade?: string | null;
    /**
     * Unit price
     */
    valorUnitario?: string | null;
  }[];
  /**
   * Freight
   */
  frete?: string | null;
  /**
   * Discount
   */
  desconto?: string | null;
  /**
   * Other costs
   */
  outrasDespesas?: string | null;
  /**
   * Total
   */
  total?: string | null;
  /**
   * Invoice
   */
  notaFiscalId?: string | null;
  /**
   * Tracking code
   */
  rastreio?: string | null;
  /**
   * Tracking address
   */
  rastreioUrl?: string | null;
  /**
   * Markers
   */
  marcadores?: string[];
  /**
   * Notes
   */
  observacoes?: string | null;
}
export interface CreateOrderInput {
  /**
   * Number in the shop
   */
  numeroEcommerce: string;
  /**
   * Date
   */
  data: string;
  /**
   * Customer
   */
  cliente: {
    /**
     * Name
     */
    nome: string;
    /**
     * CPF or CNPJ. Without punctuation.
     */
    documento: string;
    /**
     * Trade name
     */
    fantasia?: string | null;
    /**
     * Kind
     */
    tipoPessoa?: "F" | "J" | "E" | null;
    /**
     * State registration
     */
    inscricaoEstadual?: string | null;
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
      logradouro?: string | null;
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
      cidade?: string | null;
      /**
       * State
       */
      uf?: string | null;
    } | null;
  };
  /**
   * Items
   *
   * @minItems 1
   * @maxItems 200
   */
  itens: {
    /**
     * Product
     */
    produtoId?: string | number | null;
    /**
     * SKU
     */
    sku?: string | null;
    /**
     * Description
     */
    descricao: string;
    /**
     * Unit
     */
    unidade?: string | null;
    /**
     * Quantity. Decimal text, such as 4.90.
     */
    quantidade: string | number;
    /**
     * Unit price. Decimal text, such as 4.90.
     */
    valorUnitario: string | number;
  }[];
  /**
   * Expected
   */
  dataPrevista?: string | null;
  /**
   * Shop. Id of a shop registered in Tiny.
   */
  ecommerceId?: string | number | null;
  /**
   * Status
   */
  situacao?:
    | "aberto"
    | "aprovado"
    | "preparando_envio"
    | "faturado"
    | "pronto_envio"
    | "enviado"
    | "entregue"
    | "nao_entregue"
    | "cancelado"
    | "dados_incompletos"
    | null;
  /**
   * Freight. Decimal text, such as 4.90.
   */
  frete?: string | number | null;
  /**
   * Discount. Decimal text, such as 4.90.
   */
  desconto?: string | number | null;
  /**
   * Other costs. Decimal text, such as 4.90.
   */
  outrasDespesas?: string | number | null;
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
   * Number
   */
  numero?: string | null;
}
export interface UpdateOrderStatusInput {
  /**
   * Order
   */
  pedidoId: string | number;
  /**
   * Status
   */
  situacao:
    | "aberto"
    | "aprovado"
    | "preparando_envio"
    | "faturado"
    | "pronto_envio"
    | "enviado"
    | "entregue"
    | "nao_entregue"
    | "cancelado"
    | "dados_incompletos";
}
export interface UpdateOrderStatusOutput {
  /**
   * Order
   */
  id: string;
  /**
   * Status
   */
  situacao: string;
}
export interface SetOrderTrackingInput {
  /**
   * Order
   */
  pedidoId: string | number;
  /**
   * Tracking code
   */
  codigo: string;
  /**
   * Tracking address
   */
  url?: string | null;
}
export interface SetOrderTrackingOutput {
  /**
   * Id
   */
  id: string;
}
export interface FindInvoiceInput {
  /**
   * Number in the shop
   */
  numeroEcommerce: string;
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
     * Series
     */
    serie?: string | null;
    /**
     * Kind
     */
    tipo?: string | null;
    /**
     * Status
     */
    situacao?: string | null;
    /**
     * How far it is
     */
    estado?: string;
    /**
     * Sent
     */
    transmissao?: string | null;
    /**
     * Access key
     */
    chaveAcesso?: string | null;
    /**
     * Issued
     */
    dataEmissao?: string | null;
    /**
     * Total
     */
    valor?: string | null;
    /**
     * Number in the shop
     */
    numeroEcommerce?: string | null;
    /**
     * Customer
     */
    clienteNome?: string | null;
    /**
     * CPF or CNPJ
     */
    clienteDocumento?: string | null;
    /**
     * Order
     */
    pedidoId?: string | null;
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
   * Kind
   */
  tipo?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * How far it is
   */
  estado: string;
  /**
   * Sent
   */
  transmissao?: string | null;
  /**
   * Access key
   */
  chaveAcesso?: string | null;
  /**
   * Issued
   */
  dataEmissao?: string | null;
  /**
   * Total
   */
  valor?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Customer
   */
  clienteNome?: string | null;
  /**
   * CPF or CNPJ
   */
  clienteDocumento?: string | null;
  /**
   * Order
   */
  pedidoId?: string | null;
}
export interface CreateInvoiceInput {
  /**
   * Order
   */
  pedidoId: string | number;
}
export interface CreateInvoiceOutput {
  /**
   * Id
   */
  id: string;
}
export interface SendInvoiceInput {
  /**
   * Invoice
   */
  notaId: string | number;
  /**
   * Send it by e-mail
   */
  enviarEmail?: boolean | null;
}
export interface SendInvoiceOutput {
  /**
   * Invoice
   */
  id: string;
  /**
   * How far it is
   */
  estado: string;
}
export interface GetInvoiceDocumentInput {
  /**
   * Invoice
   */
  notaId: string | number;
}
export interface GetInvoiceDocumentOutput {
  /**
   * Link
   */
  link?: string | null;
  /**
   * XML
   */
  xml?: string | null;
}
export interface OrderCreatedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Order
   */
  id?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Status in words
   */
  situacaoDescricao?: string | null;
  /**
   * Customer
   */
  contatoId?: string | null;
  /**
   * Invoice
   */
  notaFiscalId?: string | null;
  /**
   * Shop
   */
  loja?: string | null;
  /**
   * Name
   */
  clienteNome?: string | null;
  /**
   * CPF or CNPJ
   */
  clienteDocumento?: string | null;
}
export interface OrderUpdatedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Order
   */
  id?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
  /**
   * Status in words
   */
  situacaoDescricao?: string | null;
  /**
   * Customer
   */
  contatoId?: string | null;
  /**
   * Invoice
   */
  notaFiscalId?: string | null;
  /**
   * Shop
   */
  loja?: string | null;
  /**
   * Name
   */
  clienteNome?: string | null;
  /**
   * CPF or CNPJ
   */
  clienteDocumento?: string | null;
}
export interface StockChangedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Product
   */
  produtoId?: string | null;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Physical
   */
  saldo?: string | null;
}
export interface TrackingAddedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Order
   */
  pedidoId?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Tracking code
   */
  codigo?: string | null;
  /**
   * Tracking address
   */
  url?: string | null;
}
export interface InvoiceIssuedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Invoice
   */
  notaId?: string | null;
  /**
   * Number
   */
  numero?: string | null;
  /**
   * Series
   */
  serie?: string | null;
  /**
   * Access key
   */
  chaveAcesso?: string | null;
  /**
   * DANFE
   */
  urlDanfe?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Total
   */
  valor?: string | null;
}
export interface ShopStockChangedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Product
   */
  produtoId?: string | null;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * SKU in the shop
   */
  skuMapeamento?: string | null;
  /**
   * Kind of stock
   */
  tipoEstoque?: string | null;
  /**
   * Balance
   */
  saldo?: string | null;
}
export interface ProductSentEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Product
   */
  produtoId?: string | null;
  /**
   * Mapping
   */
  idMapeamento?: string | null;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Price
   */
  preco?: string | null;
  /**
   * Promotional price
   */
  precoPromocional?: string | null;
}
export interface PricesSentEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Product
   */
  produtoId?: string | null;
  /**
   * Mapping
   */
  idMapeamento?: string | null;
  /**
   * SKU
   */
  sku?: string | null;
  /**
   * Name
   */
  nome?: string | null;
  /**
   * Price
   */
  preco?: string | null;
  /**
   * Promotional price
   */
  precoPromocional?: string | null;
}
export interface ShopOrderStatusChangedEvent {
  /**
   * Kind
   */
  tipo?: string | null;
  /**
   * CNPJ
   */
  cnpj?: string | null;
  /**
   * Order
   */
  pedidoId?: string | null;
  /**
   * Number in the shop
   */
  numeroEcommerce?: string | null;
  /**
   * Status
   */
  situacao?: string | null;
}
export interface Settings {
  /**
   * Plan. Decides how many calls a minute Tiny allows. All integrations of the account share them.
   */
  plano?: "crescer" | "evoluir" | "potencializar";
  /**
   * Read the stock queue. By token only: the extension “API para estoque em tempo real” is installed and no other integration reads its queue.
   */
  filaDeEstoque?: boolean;
}
