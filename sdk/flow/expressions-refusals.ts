import type { AnyNode, Expression, MemberExpression, PrivateIdentifier, Super } from 'acorn'
import { type ExpressionProblem, problemOf } from './expressions.ts'

/** Thrown inside the rewriter; `rewriteExpression` turns it into a problem. */
export class Refusal extends Error {
  readonly problem: ExpressionProblem
  constructor(problem: ExpressionProblem) {
    super(problem.code)
    this.problem = problem
  }
}

export function notAllowed(what: string): Refusal {
  return new Refusal(problemOf('expression_not_allowed', { what }))
}

/** The key of an access that is written out, or null when it is computed. */
export function literalKey(node: MemberExpression): string | null {
  if (node.computed) return literalName(node.property)
  if (node.property.type === 'PrivateIdentifier') throw notAllowed('#')
  return node.property.type === 'Identifier' ? node.property.name : null
}

export function literalName(node: AnyNode): string | null {
  if (node.type === 'Identifier') return null
  return node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number') ? String(node.value) : null
}

export function refuseSuper(node: Expression | Super): Expression {
  if (node.type === 'Super') throw notAllowed('super')
  return node
}

export function refusePrivate(node: Expression | PrivateIdentifier): Expression {
  if (node.type === 'PrivateIdentifier') throw notAllowed('#')
  return node
}

/** How people call what is refused. */
export const PLAIN_WORDS: Record<string, string> = {
  AssignmentExpression: '=',
  UpdateExpression: '++ / --',
  FunctionExpression: 'function',
  ClassExpression: 'class',
  ThisExpression: 'this',
  ImportExpression: 'import',
  MetaProperty: 'import.meta / new.target',
  AwaitExpression: 'await',
  YieldExpression: 'yield',
  SequenceExpression: ',',
  TaggedTemplateExpression: 'tag`…`',
}
