import type { ScheduleFault } from './schedule-times.ts'

export interface ProblemText {
  field: string
  message: { en: string; 'pt-BR': string }
}

/** What to tell a person about a schedule that is none. */
export function faultProblem(fault: ScheduleFault): ProblemText {
  switch (fault) {
    case 'cron_invalid':
      return {
        field: '/when/expression',
        message: {
          en: 'This is not a cron expression: five fields such as “0 9 * * 1-5” (minute, hour, day, month, weekday), or six with seconds first.',
          'pt-BR':
            'Isto não é uma expressão cron: cinco campos como “0 9 * * 1-5” (minuto, hora, dia, mês, dia da semana), ou seis com segundos antes.',
        },
      }
    case 'cron_never':
      return {
        field: '/when/expression',
        message: { en: 'This cron expression is never due again.', 'pt-BR': 'Esta expressão cron nunca mais acontece.' },
      }
    case 'timezone_unknown':
      return {
        field: '/timezone',
        message: {
          en: 'This timezone is not known. Choose a name such as America/Sao_Paulo.',
          'pt-BR': 'Este fuso horário não existe. Escolha um nome como America/Sao_Paulo.',
        },
      }
    default:
      return fault satisfies never
  }
}
