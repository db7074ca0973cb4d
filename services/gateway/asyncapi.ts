import type { Contract, EventType } from '#platform/contract'

type Json = Record<string, unknown>
export type AsyncApiDocument = {
  asyncapi: '3.0.0'
  info: { title: string; version: string; description: string }
  defaultContentType: string
  channels: Record<string, Json>
  operations: Record<string, Json>
  components: { messages: Record<string, Json> }
}

/**
 * The AsyncAPI 3.0 document of every event, derived from the contracts alone: one channel per event type, its message in the CloudEvents 1.0 envelope,
 * and the operation `send` of the service that publishes it.
 *
 * @example asyncapi([submission, orchestrator], { version: '1.2.0' })
 */
export function asyncapi(
  contracts: readonly Contract[],
  about: { version: string } = { version: '0.0.0' },
): AsyncApiDocument {
  const events = contracts.flatMap((contract) => Object.values(contract.events).map((event) => ({ contract, event })))
  const of = (make: (contract: Contract, event: EventType) => [string, Json]) =>
    Object.fromEntries(events.map(({ contract, event }) => make(contract, event)))
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'StateX events',
      version: about.version,
      description:
        'Generated from the contracts of the services. Delivery is at least once: drop repeats by `id`. Order is kept for each `subject`. Keep properties you do not know.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: of((_, event) => [
      event.type,
      {
        address: event.type,
        description: event.summary,
        messages: { [event.type]: { $ref: `#/components/messages/${event.type}` } },
      },
    ]),
    operations: of((contract, event) => [
      `${contract.name}.send.${event.type}`,
      {
        action: 'send',
        summary: event.summary,
        tags: [{ name: contract.name, description: contract.summary }],
        channel: { $ref: `#/channels/${event.type}` },
        messages: [{ $ref: `#/channels/${event.type}/messages/${event.type}` }],
      },
    ]),
    components: { messages: of((contract, event) => [event.type, message(contract, event)]) },
  }
}

function message(contract: Contract, event: EventType): Json {
  return {
    name: event.type,
    title: event.type,
    summary: event.summary,
    contentType: 'application/cloudevents+json',
    payload: {
      type: 'object',
      required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
      properties: {
        specversion: { type: 'string', const: '1.0' },
        id: { type: 'string', minLength: 1, description: 'Unique for each event; the same for each delivery of it.' },
        source: { type: 'string', const: contract.name, description: 'The service that published it.' },
        type: { type: 'string', const: event.type },
        subject: {
          type: 'string',
          minLength: 1,
          description: `\`data.${event.subject}\`: events of one subject arrive in order.`,
        },
        time: { type: 'string', format: 'date-time' },
        datacontenttype: { type: 'string', const: 'application/json' },
        data: JSON.parse(JSON.stringify(event.data)),
      },
    },
  }
}
