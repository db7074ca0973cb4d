// What no line of the product may do, because one careless use of it is a hole. docs/security/asvs.md relies on these.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { filesEnding, root, sources } from './tree.ts'

const product = sources().filter(
  ({ path, isTest }) => !isTest && /^(platform|engine|adapters|services|cli|web)\/|^main/.test(path),
)

/** Where the code of the product has something, but for the files that may, each with its reason. An entry that is no longer needed fails too. */
function only(pattern: RegExp, allowed: Record<string, string>, from = product): void {
  const found = from.filter(({ code }) => pattern.test(code)).map(({ path }) => path)
  assert.deepEqual(found, Object.keys(allowed).sort(), `${pattern}`)
}

test('No text is run as a program.', () => {
  only(/\beval\(|\bnew Function\b|\bFunction\(|node:vm\b|\bset(?:Timeout|Interval)\(\s*['"`]/, {
    'platform/quiet.ts': 'reaches the garbage collection of V8 by a fixed word',
  })
})

test('A schema becomes code only where it is one of ours, or in the sandbox.', () => {
  only(/\bnew Ajv|\bAjv2020\(/, {
    'platform/validate.ts': 'the schemas of contracts and settings',
    'services/prototype/render.ts': 'slots of packs of ours in the server, of others in the sandbox (build-apart.ts)',
    'services/template/lint.ts': 'runs in the sandbox (check.ts)',
  })
})

test('No page of ours takes text for markup.', () => {
  only(/\b(?:inner|outer)HTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment/, {
    'services/template/lint.ts': 'names them in order to refuse them in packs',
  })
})

test('Other programs are started with a list of arguments, and through a shell only where the shell gets no text of anybody.', () => {
  only(/\bexecSync\b|\bexec\(\s*[`'"]|\{[^}]*\bshell: true/, {})
  only(/'\/bin\/sh'/, {
    'adapters/programs.ts': 'sets limits; program and arguments are parameters of a fixed script',
    'platform/sandbox-children.ts': 'the same',
  })
})

test('Only AES-256-GCM encrypts, and MD5 and SHA-1 protect nothing.', () => {
  only(/\bcreateCipheriv\(/, { 'platform/envelope.ts': 'AES-256-GCM, see its tests' })
  const ciphers = product.flatMap(({ code }) =>
    [...code.matchAll(/create(?:Dec|C)ipheriv\(\s*'([^']+)'/g)].map(([, name]) => name),
  )
  assert.deepEqual([...new Set(ciphers)], ['aes-256-gcm'])
  only(/['"]md5['"]/i, {})
  only(/['"]sha-?1['"]/i, {
    'platform/database.ts': 'names a prepared statement by its text',
    'platform/migrator.ts': 'notices that the facts of a guard changed',
    'services/auth/factors/totp.ts': 'HMAC-SHA-1 is what authenticator apps compute (RFC 6238)',
    'services/auth/breached.ts': 'the published list of known passwords is made of SHA-1',
  })
})

test('What must not be guessed does not come from Math.random.', () => {
  only(/\bMath\.random\b/, {
    'adapters/postgres/postmaster.ts': 'where to begin to look for a free port',
    'engine/backoff.ts': 'spreads repetitions over time',
    'engine/commit.ts': 'the same',
    'engine/results.ts': 'the same',
    'platform/events.ts': 'the same',
  })
})

test('What this server sends to an address follows nobody to another one.', () => {
  const server = product.filter(({ path }) => !path.startsWith('web/'))
  const calls = server.flatMap(({ path, code }) => [...code.matchAll(/\bfetch\(/g)].map(() => path))
  assert.deepEqual(calls.sort(), [
    'adapters/models/provider.ts',
    'adapters/speech/openai.ts',
    'platform/remote.ts',
    'services/auth/oidc/provider.ts',
  ])
  for (const { path, code } of server.filter((source) => calls.includes(source.path)))
    assert.match(code, /redirect: '(?:error|manual)'/, path)
  only(/redirect: 'follow'/, {})
})

test('Whatever opens or takes a connection stands in the page that lists them.', () => {
  const page = readFileSync(join(root, 'docs/security/rules.md'), 'utf8')
  const opens =
    /\bfetch\(|\brequest as request|\.listen\(|\bnew (?:pg\.)?(?:Client|Pool|Socket)\(|\bcreateTransport\(|\breplyFrom\b/
  // They look whether a port of this machine is free.
  const probes = ['adapters/choose.ts', 'adapters/postgres/postmaster.ts']
  const found = product
    .filter(({ path, code }) => !/^(web|cli)\//.test(path) && !probes.includes(path) && opens.test(code))
    .map(({ path }) => path)
  assert.ok(found.length >= 10, found.join(' '))
  const missing = found.filter((path) => !page.includes(`\`${path}\``))
  assert.deepEqual(missing, [], 'docs/rules.ts lists every connection, and where it is')
})

test('A value becomes part of the query of an address only when it is encoded.', () => {
  only(/[?&]\w+=\$\{(?!encodeURIComponent\()/, {
    'services/auth/factors/totp.ts': 'Base32 and numbers; its texts are encoded',
    'services/auth/oidc/interaction.ts': 'encoded where it is made',
    'web/api.ts': 'numbers of two versions',
  })
})

test('The pages need nothing that browsers have given up.', () => {
  only(
    /<(?:applet|embed|object|frameset|marquee)[\s>/]|\bActiveXObject\b|\battachEvent\b|\bdocument\.(?:all|domain|layers)\b|\.swf\b|\bwebkitURL\b|['"]unload['"]|\bexecCommand\b/,
    {},
  )
  const pages = filesEnding('.html', '.liquid').filter((path) => /^(services|web)\//.test(path))
  assert.ok(pages.length > 10)
  for (const path of pages)
    assert.doesNotMatch(
      readFileSync(join(root, path), 'utf8'),
      /<(?:applet|embed|object|frameset|frame|marquee|font|center)[\s>/]|classid=|manifest=/,
      path,
    )
})

test('What is logged goes to standard output, and nowhere else.', () => {
  only(/\bpino\b/, { 'platform/log.ts': 'opens the only log, without a destination, which is standard output' })
  assert.doesNotMatch(product.find(({ path }) => path === 'platform/log.ts')!.code, /destination|transport/)
  only(/\bconsole\.|process\.std(?:out|err)\b/, {
    'cli/main.ts': 'a command for people, which prints what it was asked',
    'main.ts': 'says what is wrong with the settings before there is a log, and, on a terminal, where it listens',
    'platform/guard.mjs': 'says which Node is needed before there is a log',
    'services/nlp/judge-weights.ts': 'a program for whoever chooses weights, which prints what they cost',
    'platform/sandbox-children.ts': 'the pipe of a child, whose last words go into the log',
    'services/orchestrator/read-holidays.ts': 'a child that answers by its standard output',
    'services/orchestrator/read-places.ts': 'the same',
  })
})

test('Nothing takes a certificate that does not hold.', () => {
  only(/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/, {})
})

test('No page of ours listens to messages of other windows.', () => {
  only(/\bpostMessage\b|addEventListener\(\s*['"]message['"]|\bonmessage\b/, {})
})

test('No page of ours keeps people from pasting a password.', () => {
  only(/\bonPaste\b|\bonpaste\b|['"]paste['"]/, {})
})
