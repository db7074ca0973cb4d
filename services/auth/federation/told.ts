import type { Db } from '#platform/database'
import { linksOf, provisionedAs } from './providers.sql.ts'

/** What organisations told of a person, by their sign-in providers and directories: all of them, for the person's own export. */
export async function toldOf(db: Db, personId: string) {
  return {
    signInProviders: (await linksOf(db, personId)).map((row) => ({
      tenant: row.tenant_id as string,
      issuer: row.issuer as string,
      subject: row.subject as string,
      ...(row.address && { address: row.address as string }),
      linkedAt: row.created_at.toISOString() as string,
      usedAt: row.used_at.toISOString() as string,
    })),
    provisioned: (await provisionedAs(db, personId)).map((row) => ({
      tenant: row.tenant_id as string,
      userName: row.user_name as string,
      ...(row.external_id && { externalId: row.external_id as string }),
      ...(row.address && { address: row.address as string }),
      ...(row.display_name && { displayName: row.display_name as string }),
      ...(row.given_name && { givenName: row.given_name as string }),
      ...(row.family_name && { familyName: row.family_name as string }),
      isActive: row.is_active as boolean,
      since: row.created_at.toISOString() as string,
    })),
  }
}
