import type { ModelLimits, ModelUse } from '#platform/ports'

/** Money per million tokens, in millionths of the currency. */
export type Prices = { currency: string; inMicros: number; outMicros: number }

export type Purse = ReturnType<typeof openPurse>

/** Counts what one question uses over all its attempts, and says when it is enough. */
export function openPurse(limits: ModelLimits) {
  const use: ModelUse = { tokensIn: 0, tokensOut: 0, isEstimated: false }
  const begunAt = performance.now()
  const costOf = (prices: Prices | undefined, tokensIn: number, tokensOut: number) =>
    prices ? Math.ceil((tokensIn * prices.inMicros + tokensOut * prices.outMicros) / 1_000_000) : 0
  const over = (tokens: number, costMicros: number) => {
    if (tokens > limits.tokensMax) return `more than ${limits.tokensMax} tokens`
    if (limits.costMicrosMax !== undefined && costMicros > limits.costMicrosMax)
      return `more than ${limits.costMicrosMax} millionths of the currency`
    return undefined
  }
  return {
    use,
    leftMs: () => Math.max(0, limits.timeoutMs - (performance.now() - begunAt)),
    tokensLeft: () => Math.max(0, limits.tokensMax - use.tokensIn - use.tokensOut),
    /** Why an attempt that would use this much must not go on, or undefined. */
    objection: (prices: Prices | undefined, tokensIn: number, tokensOut: number) =>
      over(
        use.tokensIn + use.tokensOut + tokensIn + tokensOut,
        (use.costMicros ?? 0) + costOf(prices, tokensIn, tokensOut),
      ),
    add(prices: Prices | undefined, tokensIn: number, tokensOut: number, isEstimated: boolean): void {
      use.tokensIn += tokensIn
      use.tokensOut += tokensOut
      use.isEstimated ||= isEstimated
      if (!prices) return
      use.costMicros = (use.costMicros ?? 0) + costOf(prices, tokensIn, tokensOut)
      use.currency = prices.currency
    },
  }
}

/** A rough count where nobody counts for us: four characters to a token, as in English. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4)
