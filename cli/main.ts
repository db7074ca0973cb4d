// statex: the API of an installation for a person at a terminal. docs/statex-command.md
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type ConfigProblem, environment, PlatformConfig, readConfig } from '#platform/config'
import { T } from '#platform/contract'
import { Refusal } from '#platform/errors'
import { callOver } from '#platform/remote'
import { type Call, type Command, commands } from './commands.ts'
import { commandHelp, overview, usageOf } from './help.ts'
import { optionsOf, put, typedValue, UsageError } from './options.ts'

const Own = T.Pick(PlatformConfig, ['dataDir', 'operatorKey', 'publicUrl', 'host', 'port'])

/** The command of the first words, the longer one first, and what follows them. */
export function find(args: string[]): { command: Command; rest: string[] } | undefined {
  for (const count of [2, 1]) {
    const command = commands.find((c) => c.words === args.slice(0, count).join(' '))
    if (command) return { command, rest: args.slice(count) }
  }
  return undefined
}

/** What was typed after the words of a command, as the input of its route. @throws UsageError */
export function read(command: Command, rest: string[]) {
  const options = optionsOf(command)
  const { places } = command
  const named = Object.fromEntries(options.slice(places.length).map((o) => [o.name, { type: 'string' as const }]))
  const known = { ...named, json: { type: 'boolean' }, help: { type: 'boolean' }, url: { type: 'string' } } as const
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] }
  try {
    parsed = parseArgs({ args: rest, options: known, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const { values, positionals } = parsed
  const input: Record<string, unknown> = {}
  if (!values.help) {
    if (positionals.length > places.length) throw new UsageError(`"${positionals[places.length]}" is one too many.`)
    for (const [i, option] of options.entries()) {
      const isPlaced = i < places.length
      const text = isPlaced ? positionals[i] : (values[option.name] as string | undefined)
      if (text !== undefined) put(input, option.path, typedValue(option, text, new Date()))
      else if (isPlaced || option.isRequired)
        throw new UsageError(`${isPlaced ? `<${option.path[0]}>` : `--${option.name}`} is missing.`)
    }
  }
  return { input: command.assume?.(input) ?? input, values: values as { json?: boolean; help?: boolean; url?: string } }
}

/** The way to the installation: address from the option or the settings, key from the settings or the data folder. */
function openCall(url: string | undefined): Call {
  const problems: ConfigProblem[] = []
  const config = readConfig(Own, '', environment(), problems)
  if (problems.length > 0) throw new UsageError(problems.map((p) => `${p.name} ${p.message}`).join('\n'))
  const host = config.host === '0.0.0.0' ? 'localhost' : config.host
  const where = url ?? config.publicUrl ?? `http://${host}:${config.port ?? 8080}`
  if (!URL.canParse(where)) throw new UsageError(`--url is an address such as http://127.0.0.1:8080, not "${where}".`)
  const kept = join(resolve(config.dataDir), 'operator.key')
  const key = config.operatorKey ?? (existsSync(kept) ? readFileSync(kept, 'utf8').trim() : undefined)
  if (!key)
    throw new UsageError(
      `There is no key of an operator: ${kept} is not there. Set OPERATOR_KEY, or DATA_DIR to the folder of the installation.`,
    )
  if (/[^ -~]/.test(key)) throw new UsageError('OPERATOR_KEY has characters that no HTTP header can carry.')
  const door = { name: 'StateX', url: where, headers: { authorization: `Bearer ${key}` } }
  return (route, input) => callOver(route, input, door)
}

const advice: Record<string, string> = {
  unavailable: 'Is it running there? "npm start" starts it, --url says where it is.',
  unauthorised: 'The key is not that of this installation: set OPERATOR_KEY, or DATA_DIR to its data folder.',
}

/** Does what was typed, and gives the code to end with: 0 done, 1 refused, 2 when it does not fit. */
export async function main(args: string[]): Promise<number> {
  const found = find(args)
  if (!found) {
    const isAsked = args.length === 0 || args[0] === '--help' || args[0] === 'help'
    if (isAsked) console.log(overview())
    else console.error(`There is no command "${args.slice(0, 2).join(' ')}". "statex --help" lists them.`)
    return isAsked ? 0 : 2
  }
  const { command } = found
  try {
    const { input, values } = read(command, found.rest)
    if (values.help) {
      console.log(commandHelp(command))
      return 0
    }
    const call = openCall(values.url)
    const reply = await call(command.route, input)
    if (values.json) console.log(JSON.stringify(reply, null, 2))
    else console.log(command.show(command.deepen ? await command.deepen(reply, call) : reply, new Date()))
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof Refusal && error.code === 'invalid_input')
    if (!isUsage && !(error instanceof Refusal)) throw error
    console.error(isUsage ? `${error.message}\nUsage: ${usageOf(command)}` : error.message)
    if (error instanceof Refusal && advice[error.code]) console.error(advice[error.code])
    return isUsage ? 2 : 1
  }
}
