import { customerTags } from './customers/customer-tags.service.ts'
import { customersService } from './customers/customers.service.ts'
import type { Service } from './erp.types.ts'
import { invoiceDocuments, invoiceLinks, invoicesService } from './invoices/invoices.service.ts'
import { accountsService, categoriesService, companiesService, stageNames } from './lookups.service.ts'
import {
  citiesService,
  departmentsService,
  parcelsService,
  paymentTerms,
  projectsService,
  scenariosService,
  sellersService,
} from './order-form.service.ts'
import { orderInvoicing } from './orders/order-invoicing.service.ts'
import { orderStagesService, ordersService } from './orders/orders.service.ts'
import { productsService } from './products/products.service.ts'
import { boletos } from './receivables/boleto.service.ts'
import { pixService } from './receivables/pix.service.ts'
import { receivablesService } from './receivables/receivables.service.ts'
import { serviceInvoicing } from './service-orders/service-invoicing.service.ts'
import { serviceOrdersService } from './service-orders/service-orders.service.ts'
import { serviceDocuments, serviceInvoices } from './service-orders/service-papers.service.ts'
import { stockAdjustments } from './stock/stock-adjustments.service.ts'
import { stockLocations, stockQueries, stockSummary } from './stock/stock-queries.service.ts'

/** By module and service, as the address names them. */
export const SERVICES: Readonly<Record<string, Service>> = {
  'geral/empresas': companiesService,
  'geral/clientes': customersService,
  'geral/clientetag': customerTags,
  'geral/parcelas': parcelsService,
  'geral/vendedores': sellersService,
  'geral/projetos': projectsService,
  'geral/departamentos': departmentsService,
  'geral/cenarios': scenariosService,
  'geral/cidades': citiesService,
  'geral/produtos': productsService,
  'geral/contacorrente': accountsService,
  'geral/categorias': categoriesService,
  'produtos/pedido': ordersService,
  'produtos/pedidovendafat': orderInvoicing,
  'produtos/pedidoetapas': orderStagesService,
  'produtos/formaspagvendas': paymentTerms,
  'produtos/etapafat': stageNames,
  'produtos/nfconsultar': invoicesService,
  'produtos/dfedocs': invoiceDocuments,
  'produtos/notafiscalutil': invoiceLinks,
  'servicos/nfse': serviceInvoices,
  'servicos/os': serviceOrdersService,
  'servicos/osp': serviceInvoicing,
  'servicos/osdocs': serviceDocuments,
  'financas/contareceber': receivablesService,
  'financas/contareceberboleto': boletos,
  'financas/pix': pixService,
  'estoque/consulta': stockQueries,
  'estoque/resumo': stockSummary,
  'estoque/ajuste': stockAdjustments,
  'estoque/local': stockLocations,
}
