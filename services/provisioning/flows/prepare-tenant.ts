import { flow, type Run } from '#engine/flow'
import type { Ctx } from '#platform/service'
import type { provisioning, stepNames } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { addHost, beginSettings, markReady, type Note, writeNote } from '../store.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>
type StepName = (typeof stepNames)[number]
type Came = { state: Exclude<Note['state'], 'running'>; detail?: string }
export type NewTenant = { slug: string; name: string; domain: string; sample?: boolean }

const done = (detail?: string): Came => ({ state: 'done', detail })
const skipped = (detail: string): Came => ({ state: 'skipped', detail })

/**
 * Prepares the place of an organisation, in its own tenant. Each step is noted in the transaction of its effect, so what is shown is what happened, and a
 * process that dies midway is followed by another that goes on after the last noted step. What nobody asked for is said to be skipped.
 */
export const prepareTenant = flow('prepare-tenant', 1, async (run: Run<OwnCtx>, tenant: NewTenant) => {
  const { slug, name, domain } = tenant
  const step = (at: StepName, work: (ctx: OwnCtx) => Promise<Came> | Came) =>
    run.step(at, async (ctx) => {
      const came = await work(ctx)
      await writeNote(ctx.db, at, came.state, came.detail)
      ctx.wake(`tenant:${run.tenant}`)
      return came
    })

  await step('workspace', async (ctx) => {
    await beginSettings(ctx.db, run.tenant, { name })
    return done(`${name} has its place.`)
  })
  await step('roles', () => done('You are the owner. Owner, admin, member, client and auditor are there to be given.'))
  await step('storage', async (ctx) => {
    // The same bytes under the same key: a repeat changes nothing.
    await ctx.adapters.blobs.put(`${run.tenant}/provisioning/begun`, Buffer.from('begun'), 5)
    return done('Files of the organisation have a folder of their own.')
  })
  await step('project', async (ctx) => {
    const { name: called } = await ctx.call.submission.prepareProject({})
    return done(`Requests that name no other project go to “${called}”.`)
  })
  await step('templates', async (ctx) => {
    const { templates } = await ctx.call.template.list({})
    return done(`${templates.length} templates for prototypes are at hand.`)
  })
  await step('sender', (ctx) =>
    ctx.adapters.mail
      ? done(`Mails are signed by ${name}.`)
      : skipped('This installation has no mail server, so nothing is sent.'),
  )
  await step('address', async (ctx) => {
    const host = `${slug}.${domain}`
    return (await addHost(ctx.db, run.tenant, host))
      ? done(host)
      : { state: 'failed' as const, detail: `${host} leads to another organisation already.` }
  })
  await step('sample', async (ctx) => {
    if (!tenant.sample) return skipped('Not asked for.')
    // One for each tenant: a repeat finds the first.
    const { reference } = await ctx.call.submission.addSample({})
    return done(`${reference} is worked on like any other request. It is marked as a sample, and nobody is written to.`)
  })
  await step('ready', async (ctx) => {
    await markReady(ctx.db, run.tenant)
    await ctx.publish('ready', { tenant: run.tenant, slug, at: ctx.now().toISOString() })
    ctx.wake('tenants')
    return done()
  })
})
