import type { Body, Service } from './erp.types.ts'
import { hungarianPage, snakePage } from './paging.ts'
import { tags } from './tags.ts'
import { normal, said } from './text.ts'

/** What the form of an order lets a person choose from. None of it is written here: companies keep it on the screen. */
const PAGES = tags('pagina registros_por_pagina apenas_importado_api ordenar_por ordem_decrescente ordem_descrescente')
const CHANGES = tags('filtrar_por_data_de filtrar_por_data_ate filtrar_apenas_inclusao filtrar_apenas_alteracao')

const TERMS = [
  { code: '000', name: 'A Vista', parcels: 1, days: 0 },
  { code: '001', name: '1 Parcela', parcels: 1, days: 30 },
  { code: '002', name: '2 Parcelas', parcels: 2, days: 30 },
  { code: '003', name: '3 Parcelas', parcels: 3, days: 30 },
  { code: '999', name: 'Informar o número de parcelas', parcels: 0, days: 0 },
] as const

const CITIES = [
  ['SAO PAULO (SP)', 'SP', '3550308', 7107],
  ['RIO DE JANEIRO (RJ)', 'RJ', '3304557', 6001],
  ['BELO HORIZONTE (MG)', 'MG', '3106200', 4123],
  ['CURITIBA (PR)', 'PR', '4106902', 7535],
] as const

export const paymentTerms: Service = {
  ListarFormasPagVendas: {
    type: 'venparListarRequest',
    tags: PAGES,
    run: ({ param }) =>
      snakePage(param, 'cadastros', TERMS, ({ code, name, parcels, days }) => ({
        cCodigo: code,
        nQtdeParc: parcels,
        cDescricao: name,
        cListaParc: '',
        nDiasParc: days,
      })),
  },
}

export const parcelsService: Service = {
  ListarParcelas: {
    type: 'parcelaListarRequest',
    tags: PAGES,
    run: ({ param }) =>
      snakePage(param, 'cadastros', TERMS, ({ code, name, parcels }) => ({ nCodigo: code, cDescricao: name, nParcelas: parcels })),
  },
}

export const sellersService: Service = {
  ListarVendedores: {
    type: 'vendListarRequest',
    tags: { ...PAGES, ...CHANGES, ...tags('filtrar_por_email filtrar_por_nome') },
    run({ company, param }) {
      const rows = ['Balcão', 'Loja virtual'].map(
        (nome, index): Body => ({
          codigo: company.id + index + 1,
          codInt: '',
          nome,
          inativo: 'N',
          email: `vendas${index + 1}@exemplo.test`,
          fatura_pedido: 'S',
          visualiza_pedido: 'S',
          comissao: 0,
        }),
      )
      const fits = ({ nome, email }: Body) =>
        normal(nome).includes(normal(param['filtrar_por_nome'])) && normal(email).includes(normal(param['filtrar_por_email']))
      return snakePage(param, 'cadastro', rows.filter(fits), (row) => row)
    },
  },
}

export const projectsService: Service = {
  ListarProjetos: {
    type: 'projListarRequest',
    tags: { ...PAGES, ...CHANGES, nome_projeto: true },
    run({ company, param }) {
      const rows = [{ codigo: company.id + 10, codInt: '', nome: 'Loja virtual', inativo: 'N', info: {} }]
      const fits = ({ nome }: { nome: string }) => normal(nome).includes(normal(param['nome_projeto']))
      return snakePage(param, 'cadastro', rows.filter(fits), (row) => row)
    },
  },
}

export const departmentsService: Service = {
  ListarDepartamentos: {
    type: 'departamento_listar_request',
    tags: { ...PAGES, ...CHANGES },
    run: ({ company, param }) =>
      snakePage(param, 'departamentos', ['Comercial', 'Operação'], (descricao) => ({
        codigo: String(company.id + descricao.length),
        descricao,
        estrutura: '001',
        inativo: 'N',
        nivel_totalizador: 'N',
      })),
  },
}

export const scenariosService: Service = {
  ListarCenarios: {
    type: 'cenariosListarRequest',
    tags: tags('nPagina nRegPorPagina'),
    run: ({ param }) =>
      hungarianPage(param, 'cenariosEncontrados', ['Padrão'], (cNome) => ({ nCodigo: 903496335, cNome, padrao: true, inativo: 'N' })),
  },
}

export const citiesService: Service = {
  PesquisarCidades: {
    type: 'cidListarRequest',
    tags: { ...PAGES, ...CHANGES, ...tags('filtrar_cidade_contendo filtrar_por_uf filtrar_por_cidade') },
    run({ param }) {
      const [part, state, name] = ['filtrar_cidade_contendo', 'filtrar_por_uf', 'filtrar_por_cidade'].map((tag) => normal(param[tag]))
      const fits = ([city, uf]: (typeof CITIES)[number]) =>
        normal(city).includes(part ?? '') && (state === '' || normal(uf) === state) && normal(city).startsWith(name ?? '')
      return snakePage(param, 'lista_cidades', CITIES.filter(fits), ([city, uf, ibge, siafi]) => ({
        cCod: city,
        cNome: said(city.split(' (')[0]),
        cUF: uf,
        nCodIBGE: ibge,
        nCodSIAFI: siafi,
      }))
    },
  },
}
