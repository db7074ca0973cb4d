// A scripted model server: OpenAI's streamed chat completions and Anthropic's messages. What it does is chosen by the name of the model.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

export type Heard = { path: string; model: string; body: any; headers: Record<string, unknown> }
/** What a model says to a conversation: a text, a status with nothing behind it, or that it is to be asked elsewhere. */
export type Script = (
  heard: Heard,
  times: number,
) => string | number | 'hang' | 'drop' | { slowly: string } | { elsewhere: string }

const json = { 'content-type': 'application/json' }
const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 }

async function speak(response: ServerResponse, isAnthropic: boolean, parts: string[], pauseMs: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (event: object) =>
    response.write(`${isAnthropic ? `event: ${(event as any).type}\n` : ''}data: ${JSON.stringify(event)}\n\n`)
  const chunk = (delta: object, more: object = {}) =>
    send({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, ...more }] })
  if (isAnthropic) {
    const message = { id: 'm1', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null }
    send({ type: 'message_start', message: { ...message, usage: { input_tokens: 100, output_tokens: 1 } } })
    send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
  }
  for (const part of parts) {
    if (pauseMs) await pause(pauseMs)
    if (response.destroyed) return
    if (isAnthropic) send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: part } })
    else chunk({ role: 'assistant', content: part })
  }
  if (isAnthropic) {
    send({ type: 'content_block_stop', index: 0 })
    send({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 20 } })
    send({ type: 'message_stop' })
  } else {
    chunk({}, { finish_reason: 'stop' })
    send({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage })
    response.write('data: [DONE]\n\n')
  }
  response.end()
}

/** Starts the server for one test. `scripts` by model name; each request is remembered. */
export async function fakeModels(t: TestContext, scripts: Record<string, Script>) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request))
    const one: Heard = { path: request.url!, model: body.model, body, headers: request.headers }
    heard.push(one)
    const said = scripts[body.model]!(one, heard.filter((h) => h.model === body.model).length)
    if (said === 'hang') return
    if (said === 'drop') return void request.socket.destroy()
    if (typeof said === 'number') {
      const error = { type: 'error', error: { message: `scripted ${said}`, type: 'scripted' } }
      return void response.writeHead(said, { ...json, 'retry-after-ms': '1' }).end(JSON.stringify(error))
    }
    if (typeof said === 'object' && 'elsewhere' in said)
      return void response.writeHead(307, { location: said.elsewhere }).end()
    const whole = typeof said === 'string' ? said : said.slowly
    const parts = whole.match(/[\s\S]{1,16}/g) ?? ['']
    await speak(response, request.url!.endsWith('/messages'), parts, typeof said === 'string' ? 0 : 20)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, heard }
}
