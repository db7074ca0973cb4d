import { auth } from '#contracts/auth'
import { T } from '#platform/contract'

/** What the service needs, apart from its parts so that these can name the type of their config. */
export const needs = {
  config: T.Object({
    addressPerMinute: T.Integer({
      default: 1_200,
      minimum: 0,
      description: 'API requests of one network address per minute; 0 sets no limit.',
    }),
    tenantPerMinute: T.Integer({
      default: 60_000,
      minimum: 0,
      description: 'API requests of one tenant per minute in this process; 0 sets no limit.',
    }),
  }),
  calls: { auth },
}
export type GatewayConfig = { addressPerMinute: number; tenantPerMinute: number }
