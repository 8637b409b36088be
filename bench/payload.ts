/** The order that every request of every scenario carries: about 0.9 kB of JSON, total 359.70. */
export const ORDER = {
  id: 2000009001234567,
  date: '2026-11-21T14:30:00.000-03:00',
  status: 'paid',
  currency: 'BRL',
  buyer: {
    id: 123456789,
    name: 'Maria da Silva Souza',
    document: '529.982.247-25',
    email: 'maria.souza@example.com',
    phone: '+55 11 98765-4321',
  },
  shipping: { street: 'Rua das Laranjeiras', number: '1200', city: 'São Paulo', state: 'SP', zip: '05435-000', mode: 'me2' },
  items: [
    { sku: 'CAFE-500-TRAD', title: 'Café torrado e moído tradicional 500 g', quantity: 3, price: 39.9, discount: 0 },
    { sku: 'COAD-PANO-01', title: 'Coador de pano com cabo de madeira', quantity: 2, price: 24.5, discount: 1.5 },
    { sku: 'GARR-TERM-1L', title: 'Garrafa térmica inox 1 litro', quantity: 1, price: 194, discount: 0 },
  ],
  payments: [{ id: 98765432101, method: 'pix', amount: 359.7, approvedAt: '2026-11-21T14:31:07.000-03:00' }],
  total: 359.7,
  note: 'Entregar em horário comercial, portaria 24 horas.',
}

export const BODY = JSON.stringify(ORDER)
