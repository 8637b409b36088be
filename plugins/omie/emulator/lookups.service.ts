import type { Body, Company, Service } from './erp.types.ts'
import { snakePage } from './paging.ts'
import { tags } from './tags.ts'
import { maskDocument } from './text.ts'

const PAGES = tags('pagina registros_por_pagina ordenar_por ordem_decrescente apenas_importado_api')

export const companiesService: Service = {
  ListarEmpresas: {
    type: 'empresas_list_request',
    tags: PAGES,
    run: ({ company, param }) => ({
      ...snakePage(param, 'empresas_cadastro', [company], ({ id, name, cnpj }) => ({
        // A text here, a number in orders.
        codigo_empresa: String(id),
        codigo_empresa_integracao: '',
        razao_social: name.toUpperCase(),
        nome_fantasia: name,
        cnpj: maskDocument(cnpj),
        inativa: 'N',
      })),
      // A stray list that their own answer has.
      produto_servico_resumido: [],
    }),
  },
}

const OPERATIONS: ReadonlyArray<{ code: string; name: string; stages: ReadonlyArray<[string, string]> }> = [
  {
    code: '11',
    name: 'Venda de Produto',
    stages: [
      ['00', 'Proposta'],
      ['10', 'Pedido de Venda'],
      ['20', 'Separar Estoque'],
      ['50', 'Faturar'],
      ['60', 'Faturado'],
      ['70', 'Entrega'],
      ['80', '<disponível>'],
    ],
  },
  {
    code: '01',
    name: 'Venda de Serviço',
    stages: [
      ['00', 'Proposta'],
      ['10', 'Ordem de Serviço'],
      ['20', 'Em Execução'],
      ['30', 'Executada'],
      ['40', '<disponível>'],
      ['50', 'Faturar'],
      ['60', 'Faturado'],
    ],
  },
]

export const stageNames: Service = {
  ListarEtapasFaturamento: {
    type: 'etapafatListarRequest',
    tags: PAGES,
    // The first element is an empty object, as theirs can be.
    run: ({ param }) =>
      snakePage<Body>(
        param,
        'cadastros',
        [
          {},
          ...OPERATIONS.map(({ code, name, stages }) => ({
            cCodOperacao: code,
            cDescOperacao: name,
            etapas: stages.map(([stage, text]) => ({ cCodigo: stage, cDescricao: text, cDescrPadrao: text, cInativo: 'N' })),
          })),
        ],
        (row) => row,
      ),
  },
}

const accountOf = (company: Company, id: number) =>
  id === company.accountId
    ? { descricao: 'Conta principal', codigo_banco: '341', tipo_conta_corrente: 'CC' }
    : { descricao: 'Caixinha', codigo_banco: '999', tipo_conta_corrente: 'CX' }

export const accountsService: Service = {
  ListarContasCorrentes: {
    type: 'fin_conta_corrente_list_request',
    tags: PAGES,
    run: ({ company, param }) =>
      snakePage(param, 'ListarContasCorrentes', [company.accountId, company.accountId + 1], (id) => ({
        nCodCC: id,
        cCodCCInt: '',
        ...accountOf(company, id),
        inativo: 'N',
      })),
  },
  ListarResumoContasCorrentes: {
    type: 'fin_conta_corrente_resumo_request',
    tags: PAGES,
    run: ({ company, param }) =>
      snakePage(param, 'conta_corrente_lista', [company.accountId, company.accountId + 1], (id) => {
        const { descricao, codigo_banco, tipo_conta_corrente } = accountOf(company, id)
        return { nCodCC: id, cCodCCInt: '', descricao, codigo_banco, tipo: tipo_conta_corrente }
      }),
  },
}

const CATEGORIES = [
  ['1.01.01', 'Vendas de produtos'],
  ['1.01.02', 'Vendas de serviços'],
  ['2.01.01', 'Compras de mercadorias'],
] as const

export const categoriesService: Service = {
  ListarCategorias: {
    type: 'categoria_list_request',
    tags: PAGES,
    run: ({ param }) =>
      snakePage(param, 'categoria_cadastro', CATEGORIES, ([code, name]) => ({
        codigo: code,
        descricao: name,
        conta_inativa: 'N',
        conta_receita: code.startsWith('1') ? 'S' : 'N',
        conta_despesa: code.startsWith('1') ? 'N' : 'S',
      })),
  },
}
