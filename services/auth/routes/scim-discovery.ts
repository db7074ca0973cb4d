import type { auth } from '#contracts/auth'
import type { Serve } from '#platform/service'
import type { AuthCtx, Needs } from '../needs.ts'
import { type Answer, scim } from '../scim/answer.ts'
import { configOf, resourceTypesOf, schemasOf } from '../scim/discovery.ts'
import { ScimError } from '../scim/error.ts'
import { toList } from '../scim/resource.ts'

type Contract = typeof auth
type Described = (ctx: AuthCtx) => { id: string }[]

const all = (of: Described) =>
  scim(async (_input: unknown, ctx): Promise<Answer> => ({ body: toList(of(ctx), of(ctx).length) }))
const one = (of: Described) =>
  scim(async ({ scimId }: { scimId: string }, ctx): Promise<Answer> => {
    const found = of(ctx).find(({ id }) => id.toLowerCase() === scimId.toLowerCase())
    if (!found) throw new ScimError(404, `There is no "${scimId}" here.`)
    return { body: found }
  })

export const scimConfig: Serve<Contract, 'scimConfig', Needs> = scim(async (_input, ctx) => ({ body: configOf(ctx) }))
export const scimResourceTypes: Serve<Contract, 'scimResourceTypes', Needs> = all(resourceTypesOf)
export const scimResourceType: Serve<Contract, 'scimResourceType', Needs> = one(resourceTypesOf)
export const scimSchemas: Serve<Contract, 'scimSchemas', Needs> = all(schemasOf)
export const scimSchema: Serve<Contract, 'scimSchema', Needs> = one(schemasOf)
