import { schedule } from '#engine/schedule'
import { defaultTenant } from '#platform/access'
import { defineService } from '#platform/service'
import { provisioning } from './contract.ts'
import { eraseOldRequests, keepRetention } from './flows/erase-old-requests.ts'
import { eraseTenant } from './flows/erase-tenant.ts'
import { exportTenant as exportFlow } from './flows/export-tenant.ts'
import { prepareTenant } from './flows/prepare-tenant.ts'
import { needs } from './needs.ts'
import { close, erasure, erasureKey, keep } from './routes/closing.ts'
import { download, listExports, startExport } from './routes/exports.ts'
import { about, addHost, changeSettings, mergeSettings, readSettings, removeHost, settings } from './routes/settings.ts'
import { progress, progressEvents, signUp } from './routes/sign-up.ts'
import {
  bounds,
  boundsOfMany,
  choosePlan,
  hosts,
  listTenants,
  names,
  plans,
  readTenant,
  resume,
  suspend,
  tenantOf,
} from './routes/tenants.ts'
import { functionTime, limitReached, usage } from './routes/usage.ts'
import { beginRetention } from './tasks/begin-retention.ts'
import { erase } from './tasks/erase.ts'
import { eraseRequests } from './tasks/erase-requests.ts'
import { exportTenant } from './tasks/export.ts'

/**
 * A tenant's life, from sign-up to erasure. Prepares an organisation step by step, says what its plan allows and how much of it is used, keeps what it has
 * chosen, makes it read-only and back, gives all of its data in one archive, and erases it for good with a signed receipt. Whoever takes something in
 * asks here once in a while and keeps the answer; nothing in the way of a request waits for this service.
 */
export default defineService(provisioning, needs).serve({
  routes: {
    ...{ signUp, progress, progressEvents, about, usage },
    ...{ readSettings, changeSettings, mergeSettings, settings, addHost, removeHost },
    ...{ startExport, listExports, download, close, keep, erasure, erasureKey },
    ...{ plans, listTenants, readTenant, choosePlan, suspend, resume, limitReached, hosts, tenantOf, names },
    ...{ bounds, boundsOfMany, functionTime },
  },
  tasks: { export: exportTenant, erase, beginRetention, eraseRequests },
  flows: [prepareTenant, exportFlow, eraseTenant, keepRetention, eraseOldRequests],
  async start(ctx) {
    // The same schedule at every start: its times and a pause stay. A day that was missed is made up for by one run.
    const options = { name: 'retention', cron: ctx.config.retentionCron, catchUp: 'last' as const }
    await schedule(ctx.inTenant(defaultTenant).db, defaultTenant, keepRetention, {}, options)
    return async () => {}
  },
})
