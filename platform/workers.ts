/**
 * Workers that sleep until one of them is needed. Whoever finds work wakes the next: waking all for each event made seven of eight look at
 * nothing, a transaction each. A wake that finds all at work is remembered for the next one who would go to sleep.
 */
export function restingWorkers() {
  const sleepers: (() => void)[] = []
  let isOwed = false
  return {
    wakeOne() {
      const wakeUp = sleepers[0]
      if (wakeUp) wakeUp()
      else isOwed = true
    },
    wakeAll() {
      for (const wakeUp of [...sleepers]) wakeUp()
    },
    rest(ms: number): Promise<void> {
      if (isOwed) {
        isOwed = false
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        const wakeUp = () => {
          clearTimeout(timer)
          sleepers.splice(sleepers.indexOf(wakeUp), 1)
          resolve()
        }
        const timer = setTimeout(wakeUp, ms)
        sleepers.push(wakeUp)
      })
    },
  }
}
