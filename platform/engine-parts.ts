import { bindingOf, contextFor } from './context.ts'
import type { Contract, Task } from './contract.ts'
import type { EngineParts, Host, StepScope } from './host.ts'
import type { FlowRef, Service } from './service.ts'
import { problemWith } from './validate.ts'

/** The name of a contract's task, `<service>.<task>`. */
export function taskNames(contracts: Contract[]): (task: Task) => string {
  const names = new Map<Task, string>()
  for (const contract of contracts)
    for (const [key, task] of Object.entries(contract.tasks)) names.set(task, `${contract.name}.${key}`)
  return (task) => {
    const name = names.get(task)
    if (!name) throw new Error('This task is in no contract of the product: add its contract to services/contracts.ts.')
    return name
  }
}

/** What the engine is given: the tasks and flows of this process. */
export function engineParts(host: Host): EngineParts {
  const actorOf = (service: Service) => ({ kind: 'service' as const, name: service.contract.name })
  const tasks: EngineParts['tasks'] = new Map()
  for (const service of host.services) {
    for (const [key, task] of Object.entries(service.contract.tasks)) {
      const work = service.serving.tasks?.[key]
      if (work)
        tasks.set(host.nameOf(task), {
          task,
          work: (input, run, scope) =>
            work(input as never, contextFor(host, service, { ...scope, actor: actorOf(service) }), run),
        })
    }
  }
  const flows = host.services.flatMap((service) =>
    (service.serving.flows ?? []).map((flow: FlowRef) => ({
      flow,
      binding: (tenant: string) => bindingOf(service, tenant),
      context: (scope: StepScope) => contextFor(host, service, { ...scope, actor: actorOf(service) }),
    })),
  )
  const { database, wake, log, nameOf } = host
  const { blobs } = host.adapters
  return {
    database,
    wake,
    log,
    nameOf,
    blobs,
    tasks,
    flows,
    validate: problemWith,
    onEvents: () => wake.wake('events'),
  }
}
