import { test } from 'vitest'
import { runCode, useSandbox } from './testing/guests.ts'
const sandbox = useSandbox()
test('x', async () => {
    console.log(JSON.stringify(await runCode(sandbox(), `import { z } from 'zod'
    return Object.keys(z).filter((k) => /^Zod[A-Z]/.test(k) && typeof z[k] === 'function').filter((k) => !Object.hasOwn(z[k].prototype, '~standard') && !Object.hasOwn(z[k].prototype,'optional')&& !Object.hasOwn(z[k].prototype,'issues'))`)))
  for (const t of ["Object.keys(Object.getOwnPropertyDescriptors(z.ZodString.prototype))", "Object.keys(Object.getOwnPropertyDescriptors(z.ZodError.prototype))","z.string().safeParse('a')","z.object({a:z.string()}).safeParse({a:'x'})", "z.strictObject({ id: z.coerce.number().int() }).safeParse({id:'7'})", "z.email().safeParse('x')", "z.iso.datetime().safeParse('x')", "z.object({}).meta({id:'order'})", "z.array(z.string()).min(1).safeParse([])", "z.flattenError(z.string().safeParse(1).error)", "z.union([z.string(), z.number()]).safeParse(true).success", "z.discriminatedUnion('k',[z.object({k:z.literal('a')})]).safeParse({k:'a'}).success", "z.string().default('x').optional().transform((a) => a + 1).parse('q')", "z.record(z.string(), z.number()).parse({a:1})", "z.enum(['a']).parse('a')", "z.prettifyError(z.string().safeParse(1).error)", "z.toJSONSchema(z.object({a: z.string()}))", "z.treeifyError(z.string().safeParse(1).error)", "z.lazy(() => z.string()).parse('a')", "z.templateLiteral(['a', z.number()]).parse('a1')", "z.locales.pt().localeError({code:'invalid_type', expected:'string', input:1})","z.string().parse(1)"])
    console.log(t, JSON.stringify(await runCode(sandbox(), `import { z } from 'zod'\nconst r = ${t}\nreturn r`)))
})
