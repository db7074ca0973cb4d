import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { withoutSecrets } from './log.ts'

/** What a process writes that logs these fields and this message. */
function written(fields: object, message: string): string {
  const script = `import { openLog } from '#platform/log'
openLog('info', { service: 'tests' }).warn(${JSON.stringify(fields)}, ${JSON.stringify(message)})`
  const cwd = new URL('../', import.meta.url)
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    encoding: 'utf8',
  })
  assert.ok(stdout, stderr)
  return stdout
}

test('A line of the log is one JSON object with the time in UTC, whatever stands in its texts.', () => {
  const hostile = 'one\n{"level":"error","msg":"forged"}\r\n\u001b[2J'
  const lines = written({ name: hostile, trace: 'abc' }, hostile).split('\n')
  assert.equal(lines.length, 2, 'one line and the end of it')
  const { time, level, service, trace, name, msg } = JSON.parse(lines[0]!)
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(
    { level, service, trace, name, msg },
    { level: 'warn', service: 'tests', trace: 'abc', name: hostile, msg: hostile },
  )
})

test('Tokens and keys that are logged by mistake are cut.', () => {
  const text = written(
    { token: 'secret-1', headers: { authorization: 'secret-2' }, config: { secretKey: 'secret-3' } },
    'asked',
  )
  assert.doesNotMatch(text, /secret-\d/)
  assert.match(text, /\[Redacted\]/)
})

test('An address is logged without the secrets in it.', () => {
  assert.equal(
    withoutSecrets('/api/submissions/req_1?a=b&token=req_1.abc&c=d'),
    '/api/submissions/req_1?a=b&token=…&c=d',
  )
  assert.equal(withoutSecrets('/prototypes/pro_1/abcdef/about.html'), '/prototypes/pro_1/…/about.html')
})
