import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { day } from '../format.ts'
import { changeProject, type Project, projectsQuery } from '../settings.ts'
import { Refused } from './account-fields.tsx'
import { AskFirst } from './ask-first.tsx'
import { Tag } from './block.tsx'
import { Icon } from './icons.tsx'
import { ProjectForm } from './project-form.tsx'
import { Section } from './section.tsx'

/** Archives a project, or takes it into use again: what can be undone is not asked about. */
function InUse({ project: { name, archivedAt }, onAct }: { project: Project; onAct: (isArchived: boolean) => void }) {
  const { t } = useTranslation()
  if (archivedAt)
    return (
      <button
        type="button"
        className="button button-plain"
        aria-label={t('projects.use_named', { name })}
        onClick={() => onAct(false)}
      >
        {t('projects.use')}
      </button>
    )
  return (
    <AskFirst
      button={t('projects.archive')}
      label={t('projects.archive_named', { name })}
      title={t('projects.archive_title', { name })}
      text={t('projects.archive_text')}
      keep={t('projects.keep')}
      act={t('projects.archive')}
      onAct={() => onAct(true)}
    />
  )
}

function About({ project: { id, name, isDefault, createdAt, archivedAt } }: { project: Project }) {
  const { t, i18n } = useTranslation()
  const on = (time: string) => day(time.slice(0, 10), i18n.language)
  return (
    <div className="min-w-0 flex-1 basis-64">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        <span className="min-w-0 break-words">{name}</span>
        {isDefault && <Tag>{t('projects.default')}</Tag>}
        {archivedAt && <Tag>{t('projects.archived')}</Tag>}
      </h3>
      <p className="text-sm text-soft">
        {archivedAt
          ? t('projects.archived_on', { day: on(archivedAt) })
          : t('projects.made_on', { day: on(createdAt) })}
        <code className="block break-all">{id}</code>
      </p>
    </div>
  )
}

function Row({ project, mayManage }: { project: Project; mayManage: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const rename = useRef<HTMLButtonElement>(null)
  const { mutate, error } = useMutation({
    mutationFn: (isArchived: boolean) => changeProject(project.id, { isArchived }),
    async onSettled() {
      await client.invalidateQueries(projectsQuery)
      // The button that was pressed has given its place to the opposite one.
      rename.current?.focus()
    },
  })
  const { id, name, isDefault } = project
  const close = () => {
    setOpen(false)
    rename.current?.focus()
  }
  return (
    <li className="py-3" data-project={id}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <About project={project} />
        {mayManage && (
          <div className="flex flex-wrap gap-2">
            <button
              ref={rename}
              type="button"
              className="button button-plain"
              aria-expanded={isOpen}
              aria-label={t('projects.rename_named', { name })}
              onClick={() => setOpen(!isOpen)}
            >
              {t('projects.rename')}
            </button>
            {!isDefault && <InUse project={project} onAct={mutate} />}
          </div>
        )}
      </div>
      <Refused error={error} />
      {isOpen && <ProjectForm project={project} onDone={close} />}
    </li>
  )
}

/** The drawers of the organisation's requests. */
export function ProjectsSection({ mayManage }: { mayManage: boolean }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(projectsQuery)
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    document.getElementById('make-project')?.focus()
  }
  return (
    <Section icon="clip" title={t('projects.title')}>
      <p className="text-soft">{t(data?.length === 1 ? 'projects.only_default' : 'projects.lead')}</p>
      {!data && !error && <p className="mt-3 text-soft">{t('shell.loading')}</p>}
      <ul className="mt-2 divide-y divide-line">
        {data?.map((project) => (
          <Row key={project.id} project={project} mayManage={mayManage} />
        ))}
      </ul>
      <Refused error={error} />
      {mayManage && data && (
        <>
          <button
            id="make-project"
            type="button"
            className="button button-plain mt-4"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('projects.new')}
            <Icon name={isOpen ? 'minus' : 'plus'} />
          </button>
          {isOpen && <ProjectForm onDone={close} />}
        </>
      )}
    </Section>
  )
}
