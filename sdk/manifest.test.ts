import { expectTypeOf, test } from 'vitest'
import type { Action, Auth, Dedupe, ErrorRule, Manifest, Repeatable, Trigger, Verification } from './manifest.gen.ts'

test('the types refuse a bad manifest before it is ever loaded', () => {
  const text = { en: 'a', 'pt-BR': 'a' }
  expectTypeOf<{ en: string }>().not.toMatchTypeOf<Manifest['displayName']>()
  expectTypeOf<{ type: 'oauth2'; id: string; displayName: typeof text }>().not.toMatchTypeOf<Auth>()
  expectTypeOf<{ type: 'magic'; id: string; displayName: typeof text }>().not.toMatchTypeOf<Auth>()
  expectTypeOf<{ mode: 'lookupFirst' }>().not.toMatchTypeOf<Repeatable>()
  expectTypeOf<{ mode: true }>().not.toMatchTypeOf<Repeatable>()
  expectTypeOf<{ scheme: 'hmac'; header: string }>().not.toMatchTypeOf<Verification>()
  expectTypeOf<{ by: 'pointers'; windowSeconds: number }>().not.toMatchTypeOf<Dedupe>()
  expectTypeOf<{ when: { status: string[] }; class: 'ignore' }>().not.toMatchTypeOf<ErrorRule>()
  expectTypeOf<'modify'>().not.toMatchTypeOf<Action['effect']>()
})

test('unions are told apart by their own member, and no list became never', () => {
  expectTypeOf<Extract<Auth, { type: 'oauth2' }>['oauth2']['pkce']>().toEqualTypeOf<'S256' | false>()
  expectTypeOf<Extract<Verification, { scheme: 'hmac' }>['encoding']>().toEqualTypeOf<'hex' | 'base64'>()
  expectTypeOf<Trigger['topics']>().toEqualTypeOf<string[]>()
  expectTypeOf<Extract<Repeatable, { mode: 'lookupFirst' }>['by']>().toEqualTypeOf<string[]>()
})
