type Text = { en: string; 'pt-BR': string }

/** Why a command cannot be taken over. `{what}` is the part of it that says so. */
export const CURL_PROBLEMS = {
  not_curl: { en: 'it does not begin with curl.', 'pt-BR': 'ele não começa com curl.' },
  too_long: { en: 'it is longer than 64 KB.', 'pt-BR': 'ele passa de 64 KB.' },
  open_quote: { en: 'a quote {what} is never closed.', 'pt-BR': 'uma aspa {what} não é fechada.' },
  more_commands: {
    en: 'only one curl command can be taken over, and {what} leads to something else.',
    'pt-BR': 'só dá para aproveitar um único comando curl, e {what} leva a outra coisa.',
  },
  windows: {
    en: 'it is written for the Windows command line. Copy it as "cURL (bash)".',
    'pt-BR': 'ele foi escrito para o prompt do Windows. Copie como "cURL (bash)".',
  },
  no_url: { en: 'it names no URL.', 'pt-BR': 'ele não tem URL.' },
  several_urls: { en: 'it names more than one URL.', 'pt-BR': 'ele tem mais de uma URL.' },
  bad_url: { en: 'the URL {what} cannot be read.', 'pt-BR': 'não dá para ler a URL {what}.' },
  method: { en: 'a step cannot send {what}.', 'pt-BR': 'uma etapa não envia {what}.' },
  missing_value: { en: 'the option {what} has no value.', 'pt-BR': 'a opção {what} está sem valor.' },
  unknown_option: { en: 'the option {what} is not known here.', 'pt-BR': 'a opção {what} não é conhecida aqui.' },
  insecure: {
    en: '{what} switches the check of the certificate off, which is never done here. Leave it out.',
    'pt-BR': '{what} desliga a verificação do certificado, o que nunca é feito aqui. Tire essa opção.',
  },
  form: {
    en: 'forms with files ({what}) cannot be sent. Use -d for a form without files.',
    'pt-BR': 'formulários com arquivos ({what}) não podem ser enviados. Use -d para um formulário sem arquivos.',
  },
  file: {
    en: '{what} reads a file of your computer. Put its content into the command.',
    'pt-BR': '{what} lê um arquivo do seu computador. Coloque o conteúdo no comando.',
  },
  route: {
    en: '{what} changes how the connection is made, which a step cannot do.',
    'pt-BR': '{what} muda a forma de conexão, e uma etapa não pode fazer isso.',
  },
  auth: {
    en: 'the way to sign in of {what} is not available.',
    'pt-BR': 'a forma de autenticação de {what} não está disponível.',
  },
  bad_header: { en: 'the header {what} has no colon.', 'pt-BR': 'o cabeçalho {what} não tem dois-pontos.' },
  body_with_read: { en: 'a {what} request cannot have a body here.', 'pt-BR': 'aqui uma requisição {what} não pode ter corpo.' },
} as const satisfies Record<string, Text>

/** What a person should know about the step that came out. */
export const CURL_WARNINGS = {
  secret: {
    en: '{what} holds a secret that everybody who sees the flow can read. Use a connection instead.',
    'pt-BR': '{what} contém um segredo que todos que veem o fluxo podem ler. Use uma conexão no lugar.',
  },
  variable: {
    en: '{what} is a variable of your shell; it was taken over as text.',
    'pt-BR': '{what} é uma variável do seu terminal; foi mantida como texto.',
  },
  expression: {
    en: 'Text in {{ }} becomes an expression of the flow. Check that this is what you want.',
    'pt-BR': 'Texto entre {{ }} vira uma expressão do fluxo. Confira se é isso mesmo.',
  },
  header_left_out: {
    en: 'The header {what} was left out: it is set by the platform.',
    'pt-BR': 'O cabeçalho {what} ficou de fora: a plataforma o define.',
  },
  option_left_out: { en: 'The option {what} changes nothing here.', 'pt-BR': 'A opção {what} não muda nada aqui.' },
  scheme_assumed: { en: 'The URL names no scheme; https was taken.', 'pt-BR': 'A URL não diz o esquema; foi usado https.' },
  json_assumed: {
    en: 'The body is JSON although the command does not say so; it is sent as JSON.',
    'pt-BR': 'O corpo é JSON, embora o comando não diga; ele é enviado como JSON.',
  },
} as const satisfies Record<string, Text>

export type CurlProblem = keyof typeof CURL_PROBLEMS
export type CurlWarning = keyof typeof CURL_WARNINGS

const MAX_SHOWN = 60

export function curlText(text: Text, locale: keyof Text, what: string): string {
  const shown = what.length > MAX_SHOWN ? `${what.slice(0, MAX_SHOWN).toWellFormed()}…` : what
  return text[locale].replaceAll('{what}', () => shown)
}
