import ts from 'typescript'
import { isTest, parse, type SourceFile } from './source-files.ts'

/** Rules that look inside a file. Each yields `line: why` for what it refuses. */
interface SourceRule {
  applies(file: string): boolean
  /** Why this node is refused, or null. */
  judge(node: ts.Node): string | null
}

const isProduct = (file: string) => /^(core|sdk|plugins)\//.test(file) && !isTest(file)
const isCore = (file: string) => file.startsWith('core/') && !isTest(file)

/** `a.b.c` of a property access, else its text. */
function dotted(node: ts.Node): string {
  return ts.isPropertyAccessExpression(node) ? `${dotted(node.expression)}.${node.name.text}` : ts.isIdentifier(node) ? node.text : ''
}

const environmentInConfigOnly: SourceRule = {
  applies: (file) => isProduct(file) && !file.startsWith('core/config/') && file !== 'core/setup/prepare.mjs',
  judge: (node) => (dotted(node) === 'process.env' ? 'the environment is read in core/config only' : null),
}

const oneClock: SourceRule = {
  applies: (file) => isCore(file) && file !== 'core/platform/clock.ts',
  judge(node) {
    const isNow = ts.isCallExpression(node) && dotted(node.expression) === 'Date.now'
    const isNewDate = ts.isNewExpression(node) && dotted(node.expression) === 'Date' && (node.arguments ?? []).length === 0
    return isNow || isNewDate ? 'time comes from the Clock' : null
  },
}

const oneWayOut: SourceRule = {
  applies: (file) =>
    isProduct(file) && !file.startsWith('core/egress/') && !file.startsWith('sdk/emulator/') && !LOOPBACK_CALLERS.has(file),
  judge: (node) =>
    ts.isCallExpression(node) && /^(globalThis\.)?fetch$|^https?\.(request|get)$/.test(dotted(node.expression))
      ? 'C14: outbound requests leave through core/egress only'
      : null,
}

/** They speak to this very server and to emulators on loopback, and check that they do. */
const LOOPBACK_CALLERS = new Set([
  'core/demo/own-api.ts',
  'core/demo/announce-demo.ts',
  'sdk/cli/bench/connect-account.ts',
  'sdk/cli/dev/dev-host.ts',
])

const noEvaluation: SourceRule = {
  applies: (file) => isProduct(file) || file.startsWith('ui/'),
  judge(node) {
    const isEval = ts.isCallExpression(node) && dotted(node.expression) === 'eval'
    const isFunction = ts.isNewExpression(node) && dotted(node.expression) === 'Function'
    return isEval || isFunction ? 'C12: nothing is evaluated outside the sandbox' : null
  },
}

/** Whether a comment stands on the line above the statement, or above the function around it. */
function isExplained(node: ts.Node): boolean {
  const statement = ts.findAncestor(node, ts.isStatement) ?? node
  const around = ts.findAncestor(node, ts.isFunctionDeclaration) ?? statement
  return [statement, around].some((place) => place.getFullText().trimStart().startsWith('/'))
}

const honestTypes: SourceRule = {
  applies: (file) => !isTest(file),
  judge(node) {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return 'no any'
    return ts.isAsExpression(node) && ts.isAsExpression(node.expression) && !isExplained(node)
      ? 'a double assertion without its reason'
      : null
  },
}

const noSwallowedErrors: SourceRule = {
  applies: (file) => !file.startsWith('.ci/'),
  judge: (node) => (ts.isCatchClause(node) && node.block.getText().replace(/\s/g, '') === '{}' ? 'an error is never swallowed' : null),
}

const everyTestRuns: SourceRule = {
  applies: (file) => /\.test\.ts$/.test(file),
  judge: (node) =>
    ts.isPropertyAccessExpression(node) && /^(test|it|describe)\.(skip|only|todo|fails)$/.test(dotted(node))
      ? 'every test runs, and can fail'
      : null,
}

/** Files that may hold the pool of the role that sees every tenant (C20), besides those that put everything together. */
const ENGINE_POOL_USERS =
  /^core\/(platform\/(db|tenancy|migrate|group-commit|queue|notices)\.ts|(main|wire|replay-command|link-command|work-command)\.ts|wiring\/.+\.ts|flows\/flow-source\.ts|(data-store\/data-store|step-cache\/step-cache)\.service\.ts|(connections|sync)\/cross-tenant\.store\.ts|(drivers|runs|intake|triggers)\/.+\.ts)$/

const engineSeesAllTenants: SourceRule = {
  applies: (file) => isCore(file) && !ENGINE_POOL_USERS.test(file),
  judge(node) {
    const isAccess =
      ts.isPropertyAccessExpression(node) &&
      node.name.text === 'engine' &&
      /^(db|database)$/.test(dotted(node.expression).split('.').at(-1) ?? '')
    const isRole = ts.isIdentifier(node) && node.text === 'ENGINE_ROLE'
    return isAccess || isRole ? 'C20: the pool that sees every tenant is for the stores of the engine and the intake' : null
  },
}

/** Statements about rows. Locks, settings and notices are no entity's. */
const SQL = /^\s*(SELECT(?! (1\b|(set_config|pg_\w+)\())|INSERT INTO|UPDATE|DELETE FROM|WITH|MERGE INTO)\s/

const sqlInStores: SourceRule = {
  applies: (file) => isCore(file) && !/\.(store|sql)\.ts$|^core\/(platform|setup)\//.test(file),
  judge: (node) =>
    (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && SQL.test(node.getText().slice(1)) ? 'SQL lives in *.store.ts' : null,
}

const RULES: readonly SourceRule[] = [
  engineSeesAllTenants,
  sqlInStores,
  environmentInConfigOnly,
  oneClock,
  oneWayOut,
  noEvaluation,
  honestTypes,
  noSwallowedErrors,
  everyTestRuns,
]

export function brokenSourceRules(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const rules = RULES.filter((rule) => rule.applies(file.path))
    const source = parse(file)
    const found: string[] = []
    const visit = (node: ts.Node): void => {
      for (const rule of rules) {
        const why = rule.judge(node)
        if (why !== null) found.push(`${file.path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${why}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}
