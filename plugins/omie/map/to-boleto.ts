import { at, type Json, textOf } from '@tomada/sdk'
import { toDate } from './dates.ts'

export interface BoletoView {
  numero: string | null
  link: string | null
  codigoBarras: string | null
  numeroBancario: string | null
  emissao: string | null
}

/** A boleto as flows see it; null when the answer holds none. */
export function toBoleto(answer: Json): BoletoView | null {
  const [numero, link] = [textOf(at(answer, 'cNumBoleto')), textOf(at(answer, 'cLinkBoleto'))]
  if (numero === null && link === null) return null
  return {
    numero,
    link,
    codigoBarras: textOf(at(answer, 'cCodBarras')),
    numeroBancario: textOf(at(answer, 'cNumBancario')),
    emissao: toDate(at(answer, 'dDtEmBol')),
  }
}
