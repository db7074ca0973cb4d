import type { AddressInfo, Server } from 'node:net'

/** Opens a port, or the next free one of the twenty after it. `0` takes any. Resolves with the port that is open. */
export async function listenFrom(server: Server, host: string, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    try {
      await listenOn(server, host, candidate)
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || candidate === port + 20) throw error
    }
  }
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', opened)
      reject(error)
    }
    const opened = () => {
      server.off('error', failed)
      resolve()
    }
    server.once('error', failed)
    server.once('listening', opened)
    server.listen(port, host)
  })
}
