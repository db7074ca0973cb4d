import { sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Submission } from './contract.ts'

type Sample = Pick<
  Submission,
  'id' | 'reference' | 'description' | 'name' | 'contactType' | 'contactValue' | 'language'
>

/** Writes the sample and its first history entry; false when it is there already. */
export const insertSample = async (db: Db, s: Sample): Promise<boolean> =>
  (await db.run(sql`
    with submission as (
      insert into submissions (id, reference, submission_type, description, name, contact_type, contact_value, language, files, refused, is_sample)
      values (${s.id}, ${s.reference}, 'text', ${s.description}, ${s.name}, ${s.contactType}, ${s.contactValue}, ${s.language}, '[]'::jsonb, '[]'::jsonb, true)
      on conflict (id) do nothing returning id
    )
    insert into history (submission_id, event, data) select id, 'status', '{"status": "received", "attempt": 1}'::jsonb from submission`)) >
  0
