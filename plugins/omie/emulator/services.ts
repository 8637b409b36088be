import { customersService } from './customers/customers.service.ts'
import type { Service } from './erp.types.ts'
import { invoiceDocuments, invoiceLinks, invoicesService, serviceInvoices } from './invoices/invoices.service.ts'
import { accountsService, categoriesService, companiesService, stageNames } from './lookups.service.ts'
import { orderInvoicing } from './orders/order-invoicing.service.ts'
import { orderStagesService, ordersService } from './orders/orders.service.ts'
import { productsService } from './products/products.service.ts'
import { stockAdjustments } from './stock/stock-adjustments.service.ts'
import { stockLocations, stockQueries, stockSummary } from './stock/stock-queries.service.ts'

/** By module and service, as the address names them. */
export const SERVICES: Readonly<Record<string, Service>> = {
  'geral/empresas': companiesService,
  'geral/clientes': customersService,
  'geral/produtos': productsService,
  'geral/contacorrente': accountsService,
  'geral/categorias': categoriesService,
  'produtos/pedido': ordersService,
  'produtos/pedidovendafat': orderInvoicing,
  'produtos/pedidoetapas': orderStagesService,
  'produtos/etapafat': stageNames,
  'produtos/nfconsultar': invoicesService,
  'produtos/dfedocs': invoiceDocuments,
  'produtos/notafiscalutil': invoiceLinks,
  'servicos/nfse': serviceInvoices,
  'estoque/consulta': stockQueries,
  'estoque/resumo': stockSummary,
  'estoque/ajuste': stockAdjustments,
  'estoque/local': stockLocations,
}
