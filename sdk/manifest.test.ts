import { expectTypeOf, test } from 'vitest'
import type { Done, ListTemplateFile, Paging } from './list-template.gen.ts'
import type {
  Action,
  Auth,
  Cursor,
  Dedupe,
  Deletes,
  ErrorRule,
  Limit,
  Manifest,
  Repeatable,
  Resource,
  ResourceField,
  ResourceView,
  Route,
  Trigger,
  Verification,
  Webhook,
} from './manifest.gen.ts'

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

test('the types refuse a bad resource, webhook, route and limit', () => {
  expectTypeOf<{ by: 'guess' }>().not.toMatchTypeOf<Deletes>()
  expectTypeOf<{ by: 'fullScan'; verify: 'absence'; everyHours: number }>().not.toMatchTypeOf<Deletes>()
  expectTypeOf<{ by: 'field'; pointer: string }>().not.toMatchTypeOf<Deletes>()
  expectTypeOf<{ field: string; format: 'julian'; timezone: string; overlapSeconds: number }>().not.toMatchTypeOf<Cursor>()
  expectTypeOf<{ field: string; format: 'date'; overlapSeconds: number }>().not.toMatchTypeOf<Cursor>()
  expectTypeOf<{ pointer: string; type: 'money'; displayName: { en: string; 'pt-BR': string } }>().not.toMatchTypeOf<ResourceField>()
  expectTypeOf<{ kind: 'kanban'; columns: string[] }>().not.toMatchTypeOf<ResourceView>()
  expectTypeOf<{ name: string; displayName: string }>().not.toMatchTypeOf<Resource>()
  expectTypeOf<{ entry: string; when: 'sometimes' }>().not.toMatchTypeOf<NonNullable<Resource['detail']>>()
  expectTypeOf<{ method: 'TRACE'; path: string; bind: string }>().not.toMatchTypeOf<Route>()
  expectTypeOf<{ name: string; scope: 'world' }>().not.toMatchTypeOf<Webhook>()
  expectTypeOf<{ quota: number; per: 'galaxy' }>().not.toMatchTypeOf<Limit>()
})

test('the types refuse a bad list template', () => {
  expectTypeOf<{ kind: 'magic' }>().not.toMatchTypeOf<Paging>()
  expectTypeOf<{ kind: 'page' }>().not.toMatchTypeOf<Paging>()
  expectTypeOf<{ kind: 'cursor'; size: number }>().not.toMatchTypeOf<Paging>()
  expectTypeOf<{ by: 'field'; pointer: string }>().not.toMatchTypeOf<Done>()
  expectTypeOf<{ request: { method: 'DELETE'; url: string }; paging: { kind: 'none' } }>().not.toMatchTypeOf<ListTemplateFile>()
})
