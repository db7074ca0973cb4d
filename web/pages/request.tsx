import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Submission } from '#contracts/submission'
import { Problem, resultsQuery, submissionQuery } from '../api.ts'
import { isFinal } from '../live.ts'
import { Notice } from '../parts/notice.tsx'
import { RequestHead } from '../parts/request-head.tsx'
import { Results } from '../parts/results.tsx'
import { Steps } from '../parts/steps.tsx'
import { useLive } from '../parts/use-live.ts'
import { useTitle } from '../parts/use-title.ts'
import { useToken } from '../parts/use-token.ts'
import { requestRoute } from '../routes.tsx'

/** For a link that opens nothing: says why that can be and what to do. */
function Closed({ why }: { why: 'no_token' | 'wrong' | 'unreachable' }) {
  const { t } = useTranslation()
  useTitle(t(`closed.${why}.title`))
  return (
    <div className="page max-w-2xl space-y-5 py-16 sm:py-24">
      <h1 className="text-4xl font-bold">{t(`closed.${why}.title`)}</h1>
      <p className="text-lg text-soft">{t(`closed.${why}.text`)}</p>
      {why === 'unreachable' ? (
        <button type="button" className="button button-strong" onClick={() => location.reload()}>
          {t('broken.reload')}
        </button>
      ) : (
        <>
          <ul className="list-disc space-y-1.5 ps-5">
            <li>{t('closed.mail')}</li>
            <li>{t('closed.whole')}</li>
          </ul>
          <p>
            <Link to="/new" className="button button-strong">
              {t('shell.start')}
            </Link>
          </p>
        </>
      )}
    </div>
  )
}

/** Files the server refused. Said on the first page after sending, because the form is gone by then. */
function RefusedFiles({ refused }: { refused: Submission['refused'] }) {
  const { t } = useTranslation()
  if (refused.length === 0) return null
  return (
    <Notice tone="warn" title={t('request.refused', { count: refused.length })}>
      <ul className="space-y-0.5">
        {refused.map(({ name, reason }) => (
          <li key={name}>
            <strong className="font-semibold break-all">{name}</strong>: {reason}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Opened({ submission, token }: { submission: Submission; token: string }) {
  const { t } = useTranslation()
  const connection = useLive(submission.id, token, submission)
  const results = useQuery(resultsQuery(submission.id, token))
  useTitle(submission.isSample ? t('request.sample.of', { reference: submission.reference }) : submission.reference)
  const isDone = isFinal(submission.status)
  return (
    <div className="page space-y-6 py-8 sm:py-12">
      <RequestHead submission={submission} token={token} />
      {connection === 'lost' && (
        <Notice tone="warn" title={t('request.lost.title')}>
          {t('request.lost.text')}
        </Notice>
      )}
      <RefusedFiles refused={submission.refused} />
      <Steps submission={submission} isOpen={!isDone} />
      {results.error && !results.data && (
        <Notice tone="bad" title={t('request.unread.title')}>
          {t('request.unread.text')}
        </Notice>
      )}
      {results.data && <Results submission={submission} results={results.data} token={token} />}
    </div>
  )
}

const whyOf = (error: unknown) =>
  error instanceof Problem && error.status >= 400 && error.status < 500 ? 'wrong' : 'unreachable'

function WithToken({ id, token }: { id: string; token: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(submissionQuery(id, token))
  if (data) return <Opened submission={data} token={token} />
  if (error) return <Closed why={whyOf(error)} />
  return <p className="page py-24 text-soft">{t('shell.loading')}</p>
}

/** One request: its progress while it is worked on, its results when they are there. */
export function RequestPage() {
  const { id } = requestRoute.useParams()
  const token = useToken(id)
  if (!token) return <Closed why="no_token" />
  return <WithToken key={`${id} ${token}`} id={id} token={token} />
}
