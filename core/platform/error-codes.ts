/**
 * Every error a client can see: status and text in both languages. Codes are part of the API: never reused, never renamed.
 * `{name}` is filled from AppError's params.
 */
export const ERROR_CODES = {
  bad_request: { status: 400, en: 'The request could not be read.', 'pt-BR': 'Não foi possível ler a requisição.' },
  body_not_json: { status: 400, en: 'The body is not valid JSON.', 'pt-BR': 'O corpo não é um JSON válido.' },
  body_too_deep: {
    status: 400,
    en: 'The body is nested deeper than {max} levels or has too many keys.',
    'pt-BR': 'O corpo tem mais de {max} níveis ou chaves demais.',
  },
  unauthenticated: { status: 401, en: 'Sign in, or send a valid token.', 'pt-BR': 'Entre na conta ou envie um token válido.' },
  wrong_credentials: { status: 401, en: 'E-mail or password is wrong.', 'pt-BR': 'E-mail ou senha incorretos.' },
  bad_signature: {
    status: 401,
    en: 'The signature or token of this delivery is not valid.',
    'pt-BR': 'A assinatura ou o token desta entrega não é válido.',
  },
  forbidden: {
    status: 403,
    en: 'Your role does not allow this: it needs {needs}.',
    'pt-BR': 'Seu papel não permite isto: é preciso {needs}.',
  },
  switched_off: {
    status: 403,
    en: 'This account was switched off. Switch it on again first.',
    'pt-BR': 'Esta integração foi desativada. Reative-a primeiro.',
  },
  bad_origin: { status: 403, en: 'The request comes from another site.', 'pt-BR': 'A requisição vem de outro site.' },
  no_workspace: {
    status: 403,
    en: 'Your account does not belong to any workspace.',
    'pt-BR': 'Sua conta não pertence a nenhum espaço de trabalho.',
  },
  not_found: { status: 404, en: 'There is nothing here.', 'pt-BR': 'Não há nada aqui.' },
  method_not_allowed: { status: 405, en: 'This address does not take that method.', 'pt-BR': 'Este endereço não aceita esse método.' },
  request_timeout: { status: 408, en: 'The request took too long to arrive.', 'pt-BR': 'A requisição demorou demais para chegar.' },
  conflict: {
    status: 409,
    en: 'This conflicts with what is already there: {what}.',
    'pt-BR': 'Isto conflita com o que já existe: {what}.',
  },
  idempotency_key_reused: {
    status: 422,
    en: 'This Idempotency-Key was used for a call with another body. Use a new key for a new call.',
    'pt-BR': 'Esta Idempotency-Key já foi usada em uma chamada com outro corpo. Use uma chave nova para uma chamada nova.',
  },
  flow_paused: {
    status: 409,
    en: 'This flow is paused: nothing starts it until it is resumed.',
    'pt-BR': 'Este fluxo está pausado: nada o inicia até ser retomado.',
  },
  setup_done: {
    status: 409,
    en: 'This installation already has an owner. Sign in instead.',
    'pt-BR': 'Esta instalação já tem um proprietário. Entre na conta.',
  },
  already_member: {
    status: 409,
    en: 'This person is already a member of the workspace.',
    'pt-BR': 'Esta pessoa já é membro do espaço de trabalho.',
  },
  last_owner: {
    status: 409,
    en: 'The workspace needs an owner: name another one first.',
    'pt-BR': 'O espaço de trabalho precisa de um proprietário: indique outro antes.',
  },
  oauth_app_missing: {
    status: 409,
    en: 'No OAuth application is set up for this connector. Enter its client id and secret first.',
    'pt-BR': 'Nenhum aplicativo OAuth está configurado para este conector. Informe antes o client id e o secret.',
  },
  already_connected: {
    status: 409,
    en: 'This account is connected already: {account}.',
    'pt-BR': 'Esta conta já está conectada: {account}.',
  },
  integration_in_use: {
    status: 409,
    en: 'Published flows use this account: {flows}. Remove it with force=true to pause them first.',
    'pt-BR': 'Fluxos publicados usam esta conta: {flows}. Remova com force=true para pausá-los antes.',
  },
  task_answered: {
    status: 409,
    en: 'This was already answered by {who}.',
    'pt-BR': 'Isto já foi respondido por {who}.',
  },
  task_over: {
    status: 409,
    en: 'This task is over and can no longer be answered.',
    'pt-BR': 'Esta tarefa terminou e não pode mais ser respondida.',
  },
  wait_not_reached: {
    status: 409,
    en: 'The flow has not asked for this yet. Try again in a moment.',
    'pt-BR': 'O fluxo ainda não pediu isto. Tente de novo em instantes.',
  },
  link_used: {
    status: 410,
    en: 'This link was used already, or is no longer waited for.',
    'pt-BR': 'Este link já foi usado ou não é mais esperado.',
  },
  run_over: { status: 410, en: 'The run that this link belongs to has ended.', 'pt-BR': 'A execução deste link já terminou.' },
  revision_conflict: {
    status: 412,
    en: 'Somebody saved this since you loaded it.',
    'pt-BR': 'Isto foi salvo por outra pessoa ou aba desde que você abriu.',
  },
  body_too_large: { status: 413, en: 'The body is larger than {max} bytes.', 'pt-BR': 'O corpo passa de {max} bytes.' },
  url_too_long: {
    status: 414,
    en: 'The address is longer than {max} characters.',
    'pt-BR': 'O endereço passa de {max} caracteres.',
  },
  unsupported_media_type: {
    status: 415,
    en: 'This content type is not accepted here.',
    'pt-BR': 'Este tipo de conteúdo não é aceito aqui.',
  },
  invalid: { status: 422, en: 'Some fields are not right.', 'pt-BR': 'Alguns campos não estão corretos.' },
  flow_invalid: { status: 422, en: 'The flow has problems to fix before this.', 'pt-BR': 'O fluxo tem problemas a corrigir antes disto.' },
  curl_unreadable: {
    status: 422,
    en: 'This curl command cannot be taken over: {reason}',
    'pt-BR': 'Não dá para aproveitar este comando curl: {reason}',
  },
  workflow_unreadable: {
    status: 422,
    en: 'This export cannot be read: {reason}',
    'pt-BR': 'Não foi possível ler esta exportação: {reason}',
  },
  store_table_name: {
    status: 422,
    en: 'The name of a table has 1 to 63 letters, digits, blanks, dots, dashes or underscores.',
    'pt-BR': 'O nome de uma tabela tem de 1 a 63 letras, dígitos, espaços, pontos, hifens ou sublinhados.',
  },
  store_table_missing: { status: 404, en: 'There is no table {table}.', 'pt-BR': 'A tabela {table} não existe.' },
  store_table_full: {
    status: 409,
    en: 'The table {table} is full: it holds {max} rows.',
    'pt-BR': 'A tabela {table} está cheia: já tem {max} linhas.',
  },
  store_key_invalid: {
    status: 422,
    en: 'The key must be a text of 1 to {max} characters.',
    'pt-BR': 'A chave deve ser um texto de 1 a {max} caracteres.',
  },
  store_value_too_large: { status: 422, en: 'The value is larger than {max} KB.', 'pt-BR': 'O valor passa de {max} KB.' },
  store_value_unstorable: {
    status: 422,
    en: 'The value holds a character at {at} that cannot be stored.',
    'pt-BR': 'O valor tem em {at} um caractere que não pode ser gravado.',
  },
  store_not_a_number: {
    status: 422,
    en: 'What is stored at {at} is not a number that can be added to.',
    'pt-BR': 'O que está gravado em {at} não é um número ao qual se possa somar.',
  },
  store_by_invalid: { status: 422, en: 'What to add must be a decimal number.', 'pt-BR': 'O que somar deve ser um número decimal.' },
  store_pointer_invalid: {
    status: 422,
    en: '{pointer} is not the path of a field: it must begin with /.',
    'pt-BR': '{pointer} não é o caminho de um campo: deve começar com /.',
  },
  store_result_too_large: {
    status: 422,
    en: 'The rows found are together larger than {max} MB. Ask for fewer.',
    'pt-BR': 'As linhas encontradas passam juntas de {max} MB. Peça menos.',
  },
  too_many_requests: {
    status: 429,
    en: 'Too many requests. Try again in {seconds} s.',
    'pt-BR': 'Requisições demais. Tente de novo em {seconds} s.',
  },
  headers_too_large: {
    status: 431,
    en: 'The headers of the request are too large.',
    'pt-BR': 'Os cabeçalhos da requisição são grandes demais.',
  },
  too_many_exports: {
    status: 429,
    en: 'You have {max} exports under way. Wait for one to end, or cancel one.',
    'pt-BR': 'Você já tem {max} exportações em andamento. Espere uma terminar ou cancele uma.',
  },
  export_over: { status: 409, en: 'This export is over already.', 'pt-BR': 'Esta exportação já terminou.' },
  export_not_done: { status: 409, en: 'This export has no file (yet).', 'pt-BR': 'Esta exportação não tem arquivo (ainda).' },
  export_too_large: {
    status: 422,
    en: 'There are more rows than a file of this format can hold. Filter the list, or choose CSV.',
    'pt-BR': 'Há mais linhas do que um arquivo deste formato comporta. Filtre a lista ou escolha CSV.',
  },
  import_unreadable: {
    status: 422,
    en: 'The file could not be read: {why}.',
    'pt-BR': 'Não foi possível ler o arquivo: {why}.',
  },
  import_too_large: {
    status: 413,
    en: 'The file is larger than {max} MB. Split it into smaller ones.',
    'pt-BR': 'O arquivo passa de {max} MB. Divida-o em arquivos menores.',
  },
  import_over: { status: 409, en: 'This import was started or is over already.', 'pt-BR': 'Esta importação já começou ou já terminou.' },
  too_many_imports: {
    status: 429,
    en: 'You have {max} imports under way. Wait for one to end, or cancel one.',
    'pt-BR': 'Você já tem {max} importações em andamento. Espere uma terminar ou cancele uma.',
  },
  queue_full: { status: 429, en: 'Too many runs of this flow are waiting.', 'pt-BR': 'Há execuções demais deste fluxo na fila.' },
  internal: {
    status: 500,
    en: 'Something failed on our side. The reference helps us find it.',
    'pt-BR': 'Algo falhou do nosso lado. A referência nos ajuda a encontrar.',
  },
  provider_failed: { status: 502, en: 'The provider refused: {reason}', 'pt-BR': 'O provedor recusou: {reason}' },
  unavailable: {
    status: 503,
    en: 'The service cannot store anything right now. Try again shortly.',
    'pt-BR': 'O serviço não consegue gravar agora. Tente de novo em instantes.',
  },
} as const satisfies Record<string, { status: number; en: string; 'pt-BR': string }>

export type ErrorCode = keyof typeof ERROR_CODES
