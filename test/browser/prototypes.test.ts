// Every page of every pack in a real Chromium: it fits, it is accessible, it complains of nothing, and a hostile one gets nowhere.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { allSites, assertAccessible, hostileSites, openSites, type Sites } from './sites.ts'

const hostile = `fetch('/beacon').catch(() => {}); new Image().src = '/beacon'
try { document.cookie = 'a=b' } catch {}
document.title = [(() => { try { return localStorage.length } catch { return 'no storage' } })(), (() => { try { return String(parent.document) } catch { return 'no parent' } })(), self.origin].join(', ')`
const wanderer = `location.href = 'http://localhost:' + location.port + '/elsewhere'`
const own = await allSites()
const tempted = await hostileSites()
const sites = {
  ...own,
  ...Object.fromEntries(Object.entries(tempted).map(([id, files]) => [`tempted-${id}`, files])),
  hostile: { 'index.html': '<!DOCTYPE html><title>x</title><script src="a.js"></script>', 'a.js': hostile },
  wanderer: { 'index.html': '<!DOCTYPE html><title>x</title><script src="a.js"></script>', 'a.js': wanderer },
}
const looks = [
  { width: 390, theme: 'light' },
  { width: 1440, theme: 'dark' },
] as const
let open: Sites
before(async () => {
  open = await openSites(sites)
})
after(() => open?.close())

for (const [name, files] of Object.entries(own)) {
  test(`Every page of ${name} is accessible and fits, on a phone in light colours and on a desktop in dark ones.`, async () => {
    const { page, url, noFaults } = open
    for (const { width, theme } of looks) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: theme })
      for (const path of Object.keys(files).filter((one) => one.endsWith('.html'))) {
        const what = `${name}/${path} at ${width} px, ${theme}`
        await page.goto(`${url}/${name}/${path}`)
        await assertAccessible(page, what)
        const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.ok(Number(excess) <= 0, `${what} is wider than its window`)
        noFaults(what)
      }
    }
    assert.deepEqual(open.elsewhere.splice(0), [], 'nothing is asked of another host')
  })
}

for (const [id, files] of Object.entries(tempted)) {
  test(`Script in every field of ${id} stays text: nothing runs, nothing is loaded, no element comes of it.`, async () => {
    const { page, url, asked, noFaults } = open
    for (const path of Object.keys(files).filter((one) => one.endsWith('.html'))) {
      asked.length = 0
      await page.goto(`${url}/tempted-${id}/${path}`)
      const made = await page.evaluate(
        `[...document.querySelectorAll('img, iframe, script:not([src^="assets/"]), [onerror], [onclick]')].map((one) => one.outerHTML)`,
      )
      assert.deepEqual(made, [], path)
      assert.ok(
        asked.every((one) => /\/(?:assets\/[a-z]+\.(?:css|js)|[a-z0-9-]+\.html)$/u.test(one)),
        asked.join(' '),
      )
      noFaults(`${id}/${path}`)
    }
    assert.deepEqual(open.elsewhere.splice(0), [])
  })
}

test('A hostile script in a prototype reaches no storage, no parent and, by fetch or image, no address, in the viewer and on its own.', async () => {
  const { page, url, asked } = open
  for (const path of ['view/hostile/', 'hostile/']) {
    asked.length = 0
    await page.goto(`${url}/${path}`)
    const frame = page.frames().at(-1)!
    await frame.waitForFunction('document.title !== "x"')
    const said = await frame.title()
    assert.match(said, path.startsWith('view') ? /^no storage, no parent, null$/u : /^no storage, .*, null$/u)
    assert.ok(!asked.some((one) => one.includes('beacon')), asked.join(' '))
    assert.deepEqual(await page.context().cookies(), [])
  }
})

test('In the viewer a prototype cannot leave for another address.', async () => {
  const { page, url, asked } = open
  asked.length = 0
  const refused = page.waitForEvent('console', (message) => /frame-src/u.test(message.text()))
  await page.goto(`${url}/view/wanderer/`)
  await refused
  assert.ok(!asked.some((one) => one.includes('elsewhere')), asked.join(' '))
})
