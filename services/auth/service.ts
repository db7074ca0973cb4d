import { auth } from '#contracts/auth'
import { defaultTenant } from '#platform/access'
import { newId } from '#platform/ids'
import { defineService } from '#platform/service'
import { pruneFactors } from './factors/challenges.sql.ts'
import { sayFarewell } from './flows/say-farewell.ts'
import { lockOwners } from './members.sql.ts'
import { type AuthCtx, needs } from './needs.ts'
import { mountOidc } from './oidc/mount.ts'
import { takeProof } from './oidc/proofs.ts'
import { insertTicket, openSetupTicket, pruneEnded } from './people.sql.ts'
import { resolveCredential, tenantOf } from './resolve.ts'
import { createClient, deleteClient, listClients, renewClientSecret } from './routes/clients.ts'
import { enrolOwner } from './routes/enrol-owner.ts'
import { beginTotp, confirmTotp, forgetFactors, listFactors, removeTotp, renewRecoveryCodes } from './routes/factors.ts'
import { accept, invite, listInvitations, readInvitation, withdraw } from './routes/invitations.ts'
import { createKey, listKeys, revokeKey } from './routes/keys.ts'
import { sendCode, signInWithCode } from './routes/mail-code.ts'
import { changeMe, deleteMe, exportMe, me } from './routes/me.ts'
import { changeMember, endSessionsOfMember, listMembers, removeMember } from './routes/members.ts'
import {
  listSigningKeys,
  openIdGet,
  openIdMetadata,
  openIdPost,
  rewrapSecrets,
  rotateSigningKeys,
} from './routes/oidc.ts'
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  beginPasskeyStepUp,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
  stepUpWithPasskey,
} from './routes/passkeys.ts'
import { connectProvider, listSignInProviders, returnFromProvider, startProvider } from './routes/provider-sign-in.ts'
import { changeProvider, createProvider, deleteProvider, listProviders } from './routes/providers.ts'
import { changePassword, forgot, reset } from './routes/reset.ts'
import { addressee, addressesOf, resolve, takeDpopProof, tenantOfKey, touch } from './routes/resolve.ts'
import { listRoles, removeRole, setRole } from './routes/roles.ts'
import { scimConfig, scimResourceType, scimResourceTypes, scimSchema, scimSchemas } from './routes/scim-discovery.ts'
import {
  scimCreateGroup,
  scimDeleteGroup,
  scimListGroups,
  scimPatchGroup,
  scimReadGroup,
  scimReplaceGroup,
} from './routes/scim-groups.ts'
import {
  scimCreateUser,
  scimDeleteUser,
  scimListUsers,
  scimPatchUser,
  scimReadUser,
  scimReplaceUser,
} from './routes/scim-users.ts'
import { forgetMembers, seats } from './routes/seats.ts'
import { secondFactor, stepUpWithCode } from './routes/second-factor.ts'
import { listSessions, revokeSession } from './routes/sessions.ts'
import { signIn, signOut, stepUp } from './routes/sign-in.ts'
import { readSignInRules, setSignInRules } from './routes/sign-in-rules.ts'
import { confirm, setUp, signUp } from './routes/sign-up.ts'
import { why } from './routes/why.ts'
import { readScim } from './scim/answer.ts'
import { noteUses } from './sessions.sql.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/**
 * Says who is asking. People have one account wherever they go; what they may do is a matter of the organisation whose host name they ask at, and of the one
 * table of permissions in roles.ts. Sessions and API keys are secrets of which only hashes are kept, and what they stand for is asked here once and then
 * remembered by the door until something changes (`#platform/identity`). Nothing about a visitor who follows a secret link comes through here.
 */
export default defineService(auth, needs).serve({
  routes: {
    ...{ setUp, signUp, confirm, forgot, reset, signIn, signOut, stepUp, changePassword },
    ...{ me, changeMe, exportMe, deleteMe, listSessions, revokeSession },
    ...{ secondFactor, sendCode, signInWithCode, stepUpWithCode },
    ...{ listFactors, beginTotp, confirmTotp, removeTotp, renewRecoveryCodes, forgetFactors },
    ...{ beginPasskeySignIn, signInWithPasskey, beginPasskeyStepUp, stepUpWithPasskey },
    ...{ beginPasskey, addPasskey, renamePasskey, removePasskey },
    ...{
      listMembers,
      changeMember,
      removeMember,
      endSessionsOfMember,
      listInvitations,
      invite,
      withdraw,
      readInvitation,
      accept,
    },
    ...{ readSignInRules, setSignInRules },
    ...{ listRoles, setRole, removeRole, why, listKeys, createKey, revokeKey },
    ...{ listClients, createClient, renewClientSecret, deleteClient },
    ...{ listSigningKeys, rotateSigningKeys, rewrapSecrets, openIdMetadata, openIdGet, openIdPost },
    ...{ listSignInProviders, startProvider, connectProvider, returnFromProvider },
    ...{ listProviders, createProvider, changeProvider, deleteProvider },
    ...{ scimConfig, scimResourceTypes, scimResourceType, scimSchemas, scimSchema },
    ...{ scimListUsers, scimReadUser, scimCreateUser, scimReplaceUser, scimPatchUser, scimDeleteUser },
    ...{ scimListGroups, scimReadGroup, scimCreateGroup, scimReplaceGroup, scimPatchGroup, scimDeleteGroup },
    ...{ resolve, tenantOfKey, takeDpopProof, touch, enrolOwner, addressesOf, addressee, seats, forgetMembers },
  },
  flows: [sayFarewell],
  async http(app, host) {
    mountOidc(app, host)
    readScim(app)
  },
  identity: {
    resolve: resolveCredential,
    takeProof,
    tenantOfKey: (text, ctx) => tenantOf(ctx.db, text),
    async touch(uses, ctx) {
      await noteUses(
        ctx.db,
        uses.map((use) => use.id),
        uses.map((use) => use.at),
      )
    },
  },
  async start(ctx) {
    await offerSetup(ctx.inTenant(defaultTenant))
    const prune = () =>
      pruneEnded(ctx.db).catch((error) => ctx.log.warn({ err: error }, 'ended sessions were not removed'))
    const forget = () =>
      pruneFactors(ctx.db).catch((error) => ctx.log.warn({ err: error }, 'ended challenges were not removed'))
    const timers = [setInterval(prune, dayMs).unref(), setInterval(forget, hourMs).unref()]
    return async () => timers.forEach(clearInterval)
  },
})

/** While the installation has no owner, every start says how to become it. The same link until somebody has. */
async function offerSetup(ctx: AuthCtx): Promise<void> {
  if ((await lockOwners(ctx.db)) > 0) return
  let id = await openSetupTicket(ctx.db)
  if (!id) {
    id = newId('tic')
    await insertTicket(ctx.db, { id, kind: 'setup', address: '', locale: 'en' }, 24 * 365)
  }
  ctx.log.warn(
    { link: `${ctx.publicUrl}/setup#token=${ctx.tokenFor(id)}` },
    'nobody owns this installation yet: open the link to become its owner',
  )
}
