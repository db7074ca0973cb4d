import assert from 'node:assert/strict'
import test from 'node:test'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { addDays, addWorkingDays, type Calendar, isWorkingDay, plainWeek } from './calendar.ts'
import { Plan } from './contract.ts'
import { priceOffer, startDay } from './offer.ts'
import { defaultOfferConfig } from './offer-config.ts'
import { planWork } from './plan.ts'
import { sum } from './price.ts'
import { randomAnalysis, randomConfig, sequence, today } from './sample.test-support.ts'

const isPlan = addFormats.default(new Ajv.Ajv2020({ strict: false })).compile(Plan)

test('Dates are consistent for random requests: phases follow one another on working days, no task precedes its dependency.', () => {
  for (let round = 0; round < 400; round++) {
    const next = sequence(round)
    const config = round % 2 === 0 ? defaultOfferConfig : randomConfig(next)
    const analysis = randomAnalysis(next)
    const plan = planWork(analysis, priceOffer(analysis, config, today), config, today)
    assert.ok(isPlan(plan), JSON.stringify(isPlan.errors))
    const seen = new Set<string>()
    let previousEnd = addDays(startDay(today, config), -1)
    for (const phase of plan.phases) {
      assert.ok(phase.end >= phase.start)
      assert.ok(phase.start > previousEnd)
      assert.ok(
        isWorkingDay(phase.start, plainWeek(config.daysPerWeek)) &&
          isWorkingDay(phase.end, plainWeek(config.daysPerWeek)),
      )
      assert.ok(phase.tasks.length > 0 && phase.deliverables.length > 0)
      for (const { id, dependsOn } of phase.tasks) {
        assert.ok(!seen.has(id), `${id} twice`)
        assert.deepEqual(
          dependsOn.filter((other) => !seen.has(other)),
          [],
          `${id} before what it depends on`,
        )
        seen.add(id)
      }
      previousEnd = phase.end
    }
    assert.equal(plan.start, plan.phases[0]!.start)
    assert.equal(plan.end, previousEnd)
  }
})

test('The plan holds every hour of the recommended tier, once.', () => {
  for (let round = 0; round < 200; round++) {
    const next = sequence(round)
    const config = randomConfig(next)
    const analysis = randomAnalysis(next)
    const offer = priceOffer(analysis, config, today)
    const tasks = planWork(analysis, offer, config, today).phases.flatMap((phase) => phase.tasks)
    assert.equal(sum(tasks.map((task) => task.hours)), sum(offer.lines.map((line) => line.hours)))
    assert.deepEqual(
      tasks.flatMap((task) => task.featureId ?? []).sort(),
      offer.tiers.find((tier) => tier.recommended)!.featureIds.toSorted(),
    )
  }
})

test('A phase is never shorter than its work allows for the team.', () => {
  for (let round = 0; round < 200; round++) {
    const analysis = randomAnalysis(sequence(round))
    const config = defaultOfferConfig
    for (const phase of planWork(analysis, priceOffer(analysis, config, today), config, today).phases) {
      const hours = sum(phase.tasks.map((task) => task.hours))
      const least = Math.max(1, Math.ceil(hours / (config.hoursPerDay * config.teamSize)))
      assert.ok(phase.end >= addWorkingDays(phase.start, least - 1, plainWeek(config.daysPerWeek)), phase.name)
    }
  }
})

test('A feature waits for the features it is built on.', () => {
  const analysis = randomAnalysis(sequence(1), 3)
  analysis.features = (['payment', 'ordering', 'catalogue'] as const).map((category, index) => ({
    ...analysis.features[index]!,
    category,
    priority: 'must' as const,
  }))
  const plan = planWork(analysis, priceOffer(analysis, defaultOfferConfig, today), defaultOfferConfig, today)
  const tasks = new Map(plan.phases.flatMap((phase) => phase.tasks).map((task) => [task.id, task]))
  assert.deepEqual(tasks.get('t-f1')!.dependsOn, ['t-f2'])
  assert.deepEqual(tasks.get('t-f2')!.dependsOn, ['t-f3'])
  assert.deepEqual(tasks.get('t-f3')!.dependsOn, ['t-design', 't-setup'])
})

test('Without features the plan has no build phase and still ends with a delivery.', () => {
  const analysis = { ...randomAnalysis(sequence(2)), features: [] }
  const plan = planWork(analysis, priceOffer(analysis, defaultOfferConfig, today), defaultOfferConfig, today)
  assert.deepEqual(
    plan.phases.map((phase) => phase.name),
    ['Discovery', 'Design and set-up', 'Test and preparation', 'Delivery'],
  )
})

test('Working days skip the weekend in both directions.', () => {
  assert.equal(addWorkingDays('2026-02-27', 1, plainWeek(5)), '2026-03-02')
  assert.equal(addWorkingDays('2026-03-02', -1, plainWeek(5)), '2026-02-27')
  assert.equal(addWorkingDays('2026-02-27', 1, plainWeek(7)), '2026-02-28')
  assert.equal(addWorkingDays('2026-02-28', 0, plainWeek(5)), '2026-02-28')
})

test('No task starts before what it depends on ends, and none starts or ends on a day off, whatever the country and the rates.', () => {
  const day = fc.date({ min: new Date('2026-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
  const off = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer(), day, fc.integer({ min: 1, max: 7 }), off, (seed, from, firstDay, offsets) => {
      const next = sequence(seed)
      const [analysis, config] = [randomAnalysis(next), randomConfig(next)]
      const start = from.toISOString().slice(0, 10)
      const holidays = new Map(offsets.map((offset) => [addDays(start, offset), `feast ${offset}`]))
      const calendar: Calendar = { firstDay, daysPerWeek: config.daysPerWeek, holidays }
      const plan = planWork(analysis, priceOffer(analysis, config, from, calendar), config, from, calendar)
      const ends = new Map<string, string>()
      for (const phase of plan.phases) {
        for (const task of phase.tasks) {
          assert.ok(isWorkingDay(task.start!, calendar) && isWorkingDay(task.end!, calendar), task.id)
          assert.ok(phase.start <= task.start! && task.start! <= task.end! && task.end! <= phase.end, task.id)
          for (const other of task.dependsOn) assert.ok(ends.get(other)! <= task.start!, `${task.id} before ${other}`)
          ends.set(task.id, task.end!)
        }
        assert.equal(
          phase.end,
          phase.tasks
            .map((task) => task.end!)
            .sort()
            .at(-1),
        )
      }
      for (const { date } of plan.calendar!.daysOff) assert.ok(start < date && date <= plan.end && holidays.has(date))
    }),
    { numRuns: 300 },
  )
})
