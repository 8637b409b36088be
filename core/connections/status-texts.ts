import type { ConnectionRow, Locale, StatusReason } from './connections.types.ts'

const TEXTS: Record<StatusReason, Record<Locale, string>> = {
  grant_revoked: {
    en: 'The provider no longer accepts this authorisation: it was revoked, or it expired. Connect the account again.',
    'pt-BR': 'O provedor não aceita mais esta autorização: foi revogada ou expirou. Conecte a conta de novo.',
  },
  app_rejected: {
    en: 'The provider does not accept the application id or secret. Check the application, then connect the account again.',
    'pt-BR': 'O provedor não aceita o id ou o segredo do aplicativo. Confira o aplicativo e conecte a conta de novo.',
  },
  no_refresh: {
    en: 'The access has expired and this provider does not renew it. Connect the account again.',
    'pt-BR': 'O acesso expirou e este provedor não o renova. Conecte a conta de novo.',
  },
  credential_rejected: {
    en: 'The provider does not accept the key or password. Enter a new one.',
    'pt-BR': 'O provedor não aceita a chave ou a senha. Informe outra.',
  },
  deactivated: {
    en: 'Switched off by a person: nothing is sent until it is switched on again.',
    'pt-BR': 'Desativada por uma pessoa: nada é enviado até que seja reativada.',
  },
  credential_unreadable: {
    en: 'The stored credential cannot be decrypted. Connect the account again.',
    'pt-BR': 'Não foi possível decifrar a credencial guardada. Conecte a conta de novo.',
  },
  session_ended: {
    en: 'The session with the provider has ended. Link the account again.',
    'pt-BR': 'A sessão com o provedor terminou. Ligue a conta de novo.',
  },
  test_failed: { en: 'The connection test failed.', 'pt-BR': 'O teste da conexão falhou.' },
}

/** Why a connection is not in order, as a sentence; the provider's own words follow. Null when there is nothing to say. */
export function statusSentence(
  { statusReason, statusDetail }: Pick<ConnectionRow, 'statusReason' | 'statusDetail'>,
  locale: Locale,
): string | null {
  if (statusReason === null) return null
  const text = TEXTS[statusReason][locale]
  return statusDetail === null || statusDetail === '' ? text : `${text} (${statusDetail})`
}
