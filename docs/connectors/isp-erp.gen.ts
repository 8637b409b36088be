// Generated from plugins/isp-erp by `npm run gen`. Do not edit. c67aa42523e04982

export interface FindCustomerInput {
  /**
   * CPF or CNPJ
   */
  documento: string;
}
export interface FindCustomerOutput {
  /**
   * An ERP is configured
   */
  configurado: boolean;
  /**
   * Customer
   */
  cliente: {
    /**
     * Customer
     */
    id: string | null;
    /**
     * Name
     */
    nome: string | null;
    /**
     * CPF or CNPJ
     */
    documento: string | null;
    /**
     * E-mail
     */
    email: string | null;
    /**
     * Phone
     */
    telefone: string | null;
    /**
     * Birth date
     */
    dataNascimento: string | null;
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
       * Complement
       */
      complemento: string | null;
      /**
       * Neighborhood
       */
      bairro: string | null;
      /**
       * City
       */
      cidade: string | null;
      /**
       * State
       */
      uf: string | null;
    } | null;
  } | null;
}
export interface CheckAccessInput {}
export interface CheckAccessOutput {
  /**
   * Works
   */
  ok: boolean;
}
export interface Settings {
  /**
   * Address. Only the operator of the installation can set it.
   */
  address?: "";
}
