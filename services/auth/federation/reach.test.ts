import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { isPublicAddress, reach, Unreachable } from './reach.ts'

test('addresses of this machine, of private networks and of special use are not public', () => {
  const inside = [
    ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
    ],
    ...['2001:db8::1', 'not an address', ''],
  ]
  for (const address of inside) assert.equal(isPublicAddress(address), false, address)
  for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111'])
    assert.equal(isPublicAddress(address), true, address)
})

test('a name or an address that leads inside is refused before anything is sent', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    response.end('inside')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    for (const address of [
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      `http://8.8.8.8/`,
    ])
      await assert.rejects(reach(address, {}, false), Unreachable, address)
    assert.equal(asked, 0)
    assert.equal(await (await reach(`http://127.0.0.1:${port}/`, {}, true)).text(), 'inside')
  } finally {
    server.close()
  }
})

test('an answer without end is cut off, and a redirect is not followed', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', write)
    write()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await assert.rejects(reach(`http://127.0.0.1:${port}/`, {}, true), /more than a megabyte/)
    assert.equal((await reach(`http://127.0.0.1:${port}/moved`, {}, true)).status, 302)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
