import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeProject, createProject, type Project, projectsQuery } from '../settings.ts'
import { Line, Refused } from './account-fields.tsx'
import { useFirstField } from './use-first-field.ts'
import { useForm } from './use-form.ts'

/** Names a new project, or one that is there anew. */
export function ProjectForm({ project, onDone }: { project?: Project; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const box = useFirstField()
  const form = useForm(
    ['projectName'],
    async ({ projectName }) => {
      const name = projectName.trim()
      await (project ? changeProject(project.id, { name }) : createProject(name))
      await client.invalidateQueries(projectsQuery)
      onDone()
    },
    { name_taken: 'projectName' },
  )
  return (
    <form ref={box} {...form.on} className="mt-4 space-y-5 rounded-xl border border-line p-4">
      <Line
        name="projectName"
        label={t('projects.name')}
        hint={t('projects.name_hint')}
        defaultValue={project?.name}
        autoComplete="off"
        maxLength={120}
        error={form.errorOf('projectName')}
      />
      <Refused text={form.refused} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-strong" disabled={form.isPending}>
          {t(project ? 'settings.save' : 'projects.make')}
        </button>
        <button type="button" className="button button-plain" onClick={onDone}>
          {t('account.step_up.cancel')}
        </button>
      </div>
    </form>
  )
}
