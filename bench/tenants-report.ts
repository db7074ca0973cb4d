import { median, percentile, type Ratio, rounded, table } from './figures.ts'
import type { Part } from './run.ts'
import type { Kind, Noise, Site, Took } from './tenants.ts'

/** Organisations of the small database and of the large one. */
export const sizes = [10, 10_000]
/** The noisy organisation: what it may, how much more it asks, and for how long each time. */
export const noise = { tenant: 1, perMinute: 600, factor: 50, forMs: 4_000 }

/** Quoted, not measured: "Concepts for sizing CPU and memory resources" of Keycloak's documentation, password-based logins per second and vCPU. */
const keycloakPerCore = 15

/** What the rounds came to. `rates` are per second and core: checks of known keys, and people signed in. */
export function report(
  sites: (Site & { boots: number[] })[],
  rounds: Took[][],
  bare: number[][],
  rates: { checks: number; signIns: number },
  found: Noise,
): Part {
  const of = (kind: Kind, p: number) =>
    rounds.map((all) => rounded(median(all.map((took) => percentile(took[kind], p)))))
  const kinds: [Kind, string][] = [
    ['signIn', 'sign-in'],
    ['list', 'list of requests'],
    ['intake', 'intake'],
  ]
  const boots = sites.map((site) => rounded(median(site.boots)))
  const many = `${sizes.at(-1)!.toLocaleString('en')} organisations ÷ ${sizes[0]}`
  const ratios: Ratio[] = [
    { name: `start, ${many}`, value: rounded(boots[1]! / boots[0]!), better: 'less', goal: 1.3 },
    ...kinds.map(([kind, name]): Ratio => {
      const [few, all] = of(kind, 0.99)
      return { name: `${name} p99, ${many}`, value: rounded(all! / few!), better: 'less', goal: 1.3 }
    }),
  ]
  const hash = rounded(median(bare.map(median)))
  const [signIn] = of('signIn', 0.5)
  ratios.push({ name: 'sign-in p50 ÷ argon2id alone', value: rounded(signIn! / hash), better: 'less', goal: 1.1 })
  ratios.push({
    name: 'checks of a known key per second and core ÷ 50,000',
    value: rounded(rates.checks / 50_000),
    better: 'more',
    goal: 1,
  })
  ratios.push({
    name: `sign-ins per second and core ÷ the ${keycloakPerCore} that Keycloak says of itself`,
    value: rounded(rates.signIns / keycloakPerCore),
    better: 'more',
  })
  const [still, loud] = [found.silent, found.noisy].map((all) => rounded(percentile(all, 0.99)))
  const name = `neighbours’ intake p99 beside ${noise.factor} × the limit ÷ beside silence`
  ratios.push({ name, value: rounded(loud! / still!), better: 'less', goal: 1.3 })
  const problems = [
    ...(found.refused === 0 ? ['The noisy organisation was never refused.'] : []),
    ...(found.failed > 0 ? [`${found.failed} of its calls were not answered.`] : []),
    ...(found.unsaid > 0 ? [`${found.unsaid} refusals did not say when to come again.`] : []),
  ]
  const text = [
    table(
      ['', ...sizes.map((count) => `${count.toLocaleString('en')} organisations`)],
      [
        ['start to ready, ms', ...boots],
        ...kinds.flatMap(([kind, label]) => [
          [`${label} p50, ms`, ...of(kind, 0.5)],
          [`${label} p99, ms`, ...of(kind, 0.99)],
        ]),
      ],
    ),
    `${Math.round(rates.checks).toLocaleString('en')} checks of a known key and ${rounded(rates.signIns)} sign-ins per second and core, the caller on the same cores`,
    `argon2id alone: ${hash} ms; neighbours’ intake p99: ${still} ms beside silence, ${loud} ms beside ${found.sent} calls of which ${found.refused} were refused`,
    ...problems,
  ].join('\n')
  const figures = {
    boots,
    ...Object.fromEntries(kinds.map(([kind]) => [kind, { p50Ms: of(kind, 0.5), p99Ms: of(kind, 0.99) }])),
    argon2idMs: hash,
    perSecondAndCore: { checks: Math.round(rates.checks), signIns: rounded(rates.signIns) },
    noise: { silentP99Ms: still, noisyP99Ms: loud, sent: found.sent, refused: found.refused },
  }
  return { title: 'tenants', text, figures, ratios, problems }
}
