/** Delay before the attempt after `attempt`: doubled each time, ± 20 %, capped. */
export function backoffMs(task: { backoffMs?: number; backoffMsMax?: number }, attempt: number): number {
  const full = Math.min(task.backoffMsMax ?? 60_000, (task.backoffMs ?? 1000) * 2 ** Math.min(attempt - 1, 40))
  return full * (0.8 + Math.random() * 0.4)
}
