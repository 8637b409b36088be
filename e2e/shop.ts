import type pg from 'pg'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { freshDatabase, type Product, type Session, scratchFolder, sessionAt, startProduct } from './harness.ts'

export const LOGIN = { email: 'ana@loja.test', password: 'uma senha bem comprida' }

/** The product of somebody who has just begun: an empty database, the owner's account, and a browser. */
export interface Shop {
  browser: Browser
  product: Product
  /** Of the owner. */
  session: Session
  /** At another address of the product, if said. */
  signIn(page: Page, baseUrl?: string): Promise<void>
  /** What the database holds, past the product. */
  truth: pg.Client
  /** A second core on the same database; it ends with the shop. */
  anotherCore(): Promise<Product>
  close(): Promise<void>
}

export async function openShop(names = { owner: 'Ana', workspace: 'Loja da Ana' }): Promise<Shop> {
  const [database, folder, browser] = await Promise.all([freshDatabase(), scratchFolder(), openBrowser()])
  const product = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
  const others: Product[] = []
  const session = sessionAt(product.baseUrl)
  await session.send('POST', '/api/setup', {
    owner: { name: names.owner, ...LOGIN },
    workspace: { name: names.workspace, timezone: 'America/Sao_Paulo', locale: 'pt-BR' },
  })
  return {
    browser,
    product,
    session,
    truth: database.truth,
    async signIn(page, baseUrl = product.baseUrl) {
      await page.request.post(`${baseUrl}/api/session`, { data: LOGIN, headers: { origin: baseUrl } })
    },
    async anotherCore() {
      const other = await startProduct({ databaseUrl: database.url, dataDir: folder.path })
      others.push(other)
      return other
    },
    async close() {
      await browser.close()
      await Promise.all([product, ...others].map((one) => one.stop()))
      await database.drop()
      await folder.remove()
    },
  }
}
