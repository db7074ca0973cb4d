#!/usr/bin/env node
// Plain JavaScript, so that the guard can explain a Node that is too old before any TypeScript is loaded.
import '#platform/guard'

const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
