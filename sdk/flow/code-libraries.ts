/** A library that a code step may import. The list is closed: each was read for what it does with time, chance, state and the outside. */
export interface CodeLibrary {
  name: string
  /** Exact version that is bundled; a published flow keeps the one it was compiled with. */
  version: string
  licence: 'MIT'
  /** How it is imported. */
  example: string
  summary: { en: string; 'pt-BR': string }
}

export const CODE_LIBRARIES: readonly CodeLibrary[] = [
  {
    name: 'luxon',
    version: '3.7.2',
    licence: 'MIT',
    example: "import { DateTime } from 'luxon'",
    summary: {
      en: "Dates, durations and intervals. Now is the run's clock, the zone America/Sao_Paulo and the locale pt-BR unless said otherwise; invalid dates throw.",
      'pt-BR':
        'Datas, durações e intervalos. Agora é o relógio da execução, o fuso America/Sao_Paulo e o idioma pt-BR se nada for dito; datas inválidas dão erro.',
    },
  },
  {
    name: 'lodash-es',
    version: '4.18.1',
    licence: 'MIT',
    example: "import { groupBy } from 'lodash-es'",
    summary: {
      en: 'Functions for lists, objects and texts. Without timers, templates and counters (debounce, throttle, delay, defer, template, uniqueId).',
      'pt-BR':
        'Funções para listas, objetos e textos. Sem temporizadores, modelos e contadores (debounce, throttle, delay, defer, template, uniqueId).',
    },
  },
  {
    name: 'zod',
    version: '4.6.7',
    licence: 'MIT',
    example: "import { z } from 'zod'",
    summary: {
      en: 'Says what data must look like, and what is wrong with it. Messages in English or Portuguese (locales en and pt).',
      'pt-BR': 'Diz como os dados devem ser e o que há de errado neles. Mensagens em inglês ou português (locales en e pt).',
    },
  },
  {
    name: 'fast-xml-parser',
    version: '5.12.1',
    licence: 'MIT',
    example: "import { XMLParser, XMLBuilder } from 'fast-xml-parser'",
    summary: { en: 'Reads and writes XML, such as that of an NF-e.', 'pt-BR': 'Lê e escreve XML, como o de uma NF-e.' },
  },
  {
    name: 'papaparse',
    version: '5.7.1',
    licence: 'MIT',
    example: "import Papa from 'papaparse'",
    summary: { en: 'Reads and writes CSV texts of every kind.', 'pt-BR': 'Lê e escreve textos CSV de todo tipo.' },
  },
  {
    name: 'big.js',
    version: '7.0.1',
    licence: 'MIT',
    example: "import Big from 'big.js'",
    summary: { en: 'Decimals of any size, exact.', 'pt-BR': 'Decimais de qualquer tamanho, exatos.' },
  },
]

/** Names for messages: `luxon, lodash-es, …`. */
export function libraryNames(): string {
  return CODE_LIBRARIES.map(({ name }) => name).join(', ')
}
