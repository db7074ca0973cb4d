import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type Route, T } from './contract.ts'
import { callOver } from './remote.ts'

const route: Route = {
  ...{ method: 'GET', path: '/shelves/:id/books', access: 'public', summary: 'Lists the books of a shelf.' },
  params: T.Object({ id: T.String() }),
  query: T.Object({ word: T.Optional(T.String()) }),
  reply: T.Object({ books: T.Array(T.String()) }),
}

async function listening(t: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const noBooks: RequestListener = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end('{"books":[]}')

test('Whatever a value holds, it stays in its part of the address.', async (t) => {
  const asked: URL[] = []
  const url = await listening(t, (request, response) => {
    asked.push(new URL(request.url!, 'http://shelves.test'))
    noBooks(request, response)
  })
  for (const text of [
    'one',
    '../admin',
    'a/b?word=x#y',
    'a b&word=c',
    '%2e%2e%2f',
    'ř 🦉',
    'http://evil.test/',
    '\r\nx: y',
  ]) {
    await callOver(route, { id: text, word: text }, { name: 'The library', url, headers: {} })
    const { pathname, searchParams, host } = asked.pop()!
    const [, api, shelves, id, books, ...rest] = pathname.split('/')
    assert.deepEqual([host, api, shelves, books, rest], ['shelves.test', 'api', 'shelves', 'books', []], text)
    assert.deepEqual([decodeURIComponent(id!), [...searchParams]], [text, [['word', text]]])
  }
})

test('An answer that leads to another address is a refusal, and nothing is sent there.', async (t) => {
  let wasAsked = false
  const other = await listening(t, (request, response) => {
    wasAsked = true
    noBooks(request, response)
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await listening(t, (_request, response) => void response.writeHead(status, { location: other }).end())
    const call = callOver(route, { id: 'one' }, { name: 'The library', url, headers: { authorization: 'Bearer x' } })
    await assert.rejects(call, { code: 'unavailable', message: /sends this call to another address/ })
  }
  assert.equal(wasAsked, false)
})
