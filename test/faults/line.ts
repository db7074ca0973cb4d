// A line to PostgreSQL that can be cut, blocked, or made to lose an answer. TCP only; it knows nothing of the protocol.
import { createServer, type Server, type Socket, connect as tcpConnect } from 'node:net'

export type Line = {
  /** The address of the database, through this proxy. */
  url: string
  /** Ends every connection and refuses new ones, as a database that died. */
  cut(): Promise<void>
  /** Keeps every connection and moves no byte, as a broken network does; new connections hang too. */
  block(): void
  /** Hands on what is sent and loses every answer, on connections there are and new ones. A client never hears again on these: `cut` them. */
  deafen(): void
  /** Undoes `cut`, `block` and `deafen`. */
  mend(): Promise<void>
  /** The next connection that sends this text gets no answer any more and is cut a moment later. Resolves when that has happened. */
  loseAnswerTo(text: string): Promise<void>
  close(): Promise<void>
}

/** Long enough for the database to have answered what it was sent. */
const answerMs = 1_000

export async function openLine(databaseUrl: string): Promise<Line> {
  const target = new URL(databaseUrl)
  const pairs = new Set<[Socket, Socket]>()
  let isBlocked = false
  let isMute = false
  let wanted: { text: string; done(): void } | undefined

  const accept = (client: Socket) => {
    const server = tcpConnect(Number(target.port), target.hostname)
    const pair: [Socket, Socket] = [client, server]
    let isDeaf = false
    let tail = ''
    const end = () => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    client.on('data', (chunk) => {
      const text = tail + chunk.toString('latin1')
      tail = text.slice(-256)
      if (wanted && text.includes(wanted.text)) {
        const { done } = wanted
        wanted = undefined
        isDeaf = true
        setTimeout(() => {
          end()
          done()
        }, answerMs)
      }
      if (!server.write(chunk)) client.pause()
    })
    server.on('data', (chunk) => {
      if (!isDeaf && !isMute && !client.write(chunk)) server.pause()
    })
    client.on('drain', () => isBlocked || server.resume())
    server.on('drain', () => isBlocked || client.resume())
    if (isBlocked) for (const socket of pair) socket.pause()
    pairs.add(pair)
  }
  const endAll = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy()
  }
  let listener: Server | undefined
  let port = 0
  const listen = async () => {
    const next = createServer(accept)
    await new Promise<void>((resolve, reject) => next.once('error', reject).listen(port, '127.0.0.1', resolve))
    port = (next.address() as { port: number }).port
    listener = next
  }
  const cut = async () => {
    const open = listener
    listener = undefined
    const closed = open && new Promise((resolve) => open.close(resolve))
    endAll()
    await closed
  }
  await listen()
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    cut,
    block() {
      isBlocked = true
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    deafen() {
      isMute = true
    },
    async mend() {
      isBlocked = false
      isMute = false
      for (const pair of pairs) for (const socket of pair) socket.resume()
      if (!listener) await listen()
    },
    loseAnswerTo: (text) => new Promise((done) => (wanted = { text, done })),
    close: cut,
  }
}
