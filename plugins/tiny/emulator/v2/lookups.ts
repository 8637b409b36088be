import { masked } from '../masked.ts'
import { failed, reply, succeeded } from './envelope.ts'
import type { Operation } from './operations.ts'

export const lookupOperations: Readonly<Record<string, Operation>> = {
  info: ({ account, fields }) =>
    succeeded(fields, {
      conta: {
        razao_social: account.name,
        cnpj_cpf: masked(account.cnpj),
        fantasia: account.name,
        endereco: 'Rua das Acácias',
        numero: '100',
        bairro: 'Centro',
        complemento: '',
        cidade: 'São Paulo',
        estado: 'SP',
        cep: '01.001-000',
        fone: '',
        email: account.email,
        inscricao_estadual: '',
        regime_tributario: '1',
      },
    }),
  // The one answer whose content is a bare list.
  'produtos.categorias.arvore': ({ fields }) =>
    reply(fields, [{ id: '1', descricao: 'Casa', nodes: [{ id: '2', descricao: 'Cozinha', nodes: [] }] }]),
  'listas.precos.pesquisa': ({ fields }) =>
    succeeded(fields, {
      pagina: 1,
      numero_paginas: 1,
      registros: [{ registro: { id: 1, descricao: 'Atacado', acrescimo_desconto: '-10.00' } }],
    }),
  'listas.precos.excecoes': ({ fields }) => failed(fields, 20, 'A consulta não retornou registros'),
  'tag.pesquisa': ({ fields }) => failed(fields, 20, 'A consulta não retornou registros'),
  'formas.envio.pesquisa': ({ fields }) => succeeded(fields, { registros: [{ registro: { id: 3, nome: 'Correios', tipo: 'C' } }] }),
  'vendedores.pesquisa': ({ fields }) =>
    succeeded(fields, { pagina: 1, numero_paginas: 1, vendedores: [{ vendedor: { id: 5, nome: 'Balcão', situacao: 'Ativo' } }] }),
  // Flat: without the wrapper around each.
  'contas.receber.pesquisa': ({ fields }) =>
    succeeded(fields, { pagina: 1, numero_paginas: 1, contas: [{ id: '1', nome_cliente: 'Cliente', valor: '10.00', situacao: 'aberto' }] }),
}
