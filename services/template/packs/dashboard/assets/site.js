/* A small register that really works: its sample records can be added to, moved, found and counted; what is counted is what is there. */
;(() => {
  const recordsMax = 40
  const days = 14
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const one = (selector, root = document) => root.querySelector(selector)
  const seed = one('[data-seed]')
  const names = all('[data-name]', seed).map((item) => item.textContent)
  const people = all('[data-person]', seed).map((item) => item.textContent)
  const states = seed.dataset.states.split('|')
  const language = document.documentElement.lang || 'en'
  const dayText = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' })
  const records = load()
  let sort = 3
  let isUp = true

  function load() {
    const kept = globalThis.kept.read().r
    const isRecord = (one) => Array.isArray(one) && (typeof one[0] === 'number' || typeof one[0] === 'string')
    const list = Array.isArray(kept)
      ? kept.filter(isRecord)
      : names.map((_, index) => [
          index,
          [0, 1, 2, 0, 1, 2, 2, 1, 0][index],
          people.length ? index % people.length : -1,
          [0, 1, 1, 3, 4, 6, 8, 9, 12][index],
        ])
    return list.slice(0, recordsMax).map(([name, state, person, ago]) => ({
      name: typeof name === 'number' ? Math.max(0, Math.min(names.length - 1, name)) : name.slice(0, 80),
      state: [0, 1, 2].includes(state) ? state : 0,
      person: Number.isInteger(person) && person >= -1 && person < people.length ? person : -1,
      ago: Number.isInteger(ago) && ago >= 0 && ago < 400 ? ago : 0,
    }))
  }
  const nameOf = (record) => (typeof record.name === 'number' ? names[record.name] : record.name)
  const personOf = (record) => people[record.person] || seed.dataset.nobody
  const dayOf = (record) => {
    const now = new Date()
    return dayText.format(new Date(now.getFullYear(), now.getMonth(), now.getDate() - record.ago))
  }
  const fill = (root, record) => {
    one('[data-cell=name]', root).textContent = nameOf(record)
    one('[data-cell=person]', root).textContent = personOf(record)
    one('[data-cell=day]', root).textContent = dayOf(record)
  }
  const element = (tag, text, className) => {
    const made = document.createElement(tag)
    made.textContent = text
    if (className) made.className = className
    return made
  }

  function show() {
    globalThis.kept.write({ r: records.map(({ name, state, person, ago }) => [name, state, person, ago]) })
    for (const place of all('[data-count]')) {
      const wanted = place.dataset.count
      place.textContent = String(records.filter(({ state }) => wanted === 'all' || state === Number(wanted)).length)
    }
    showRows()
    showBoard()
    showCharts()
  }

  function showRows() {
    const body = one('[data-rows]')
    if (!body) return
    const wanted = one('[data-find]').value.trim().toLocaleLowerCase()
    const state = one('[data-by-state]').value
    const keys = [nameOf, ({ state: value }) => value, personOf, ({ ago }) => ago]
    const shown = records
      .filter(
        (record) =>
          nameOf(record).toLocaleLowerCase().includes(wanted) && (state === '' || record.state === Number(state)),
      )
      .sort((a, b) => {
        const [x, y] = [keys[sort](a), keys[sort](b)]
        return (typeof x === 'number' ? x - y : x.localeCompare(y, language)) * (isUp ? 1 : -1)
      })
    body.replaceChildren(
      ...shown.map((record) => {
        const row = one('[data-row]').content.cloneNode(true).firstElementChild
        fill(row, record)
        const choice = one('[data-cell=state]', row)
        choice.value = String(record.state)
        choice.setAttribute('aria-label', `${choice.getAttribute('aria-label')}: ${nameOf(record)}`)
        choice.dataset.state = choice.value
        choice.addEventListener('change', () => {
          record.state = Number(choice.value)
          show()
        })
        one('[data-cell=remove]', row).addEventListener('click', () => {
          records.splice(records.indexOf(record), 1)
          show()
          say('removed')
        })
        return row
      }),
    )
    one('[data-none]').hidden = shown.length > 0
    for (const head of all('[data-sort]'))
      head.parentElement.setAttribute(
        'aria-sort',
        Number(head.dataset.sort) !== sort ? 'none' : isUp ? 'ascending' : 'descending',
      )
  }

  const say = (what) => {
    const place = one('[data-said]')
    for (const old of all('span:not([data-none])', place)) old.remove()
    place.append(element('span', place.dataset[what]))
  }

  let dragged
  function showBoard() {
    for (const column of all('[data-column]')) {
      const state = Number(column.dataset.column)
      one('ul', column).replaceChildren(
        ...records
          .filter((record) => record.state === state)
          .map((record) => {
            const card = one('[data-card]').content.cloneNode(true).firstElementChild
            fill(card, record)
            card.addEventListener('dragstart', () => {
              dragged = record
            })
            for (const button of all('[data-move]', card)) {
              const to = state + Number(button.dataset.move)
              button.disabled = to < 0 || to > 2
              button.setAttribute('aria-label', `${button.getAttribute('aria-label')}: ${nameOf(record)}`)
              button.addEventListener('click', () => move(record, to))
            }
            return card
          }),
      )
    }
  }
  function move(record, to) {
    record.state = to
    show()
    one('[data-moved]').textContent = `${nameOf(record)}: ${states[to]}`
  }
  for (const column of all('[data-column]')) {
    column.addEventListener('dragover', (event) => event.preventDefault())
    column.addEventListener('drop', (event) => {
      event.preventDefault()
      if (dragged) move(dragged, Number(column.dataset.column))
    })
  }

  function showCharts() {
    const counts = [0, 1, 2].map((state) => records.filter((record) => record.state === state).length)
    let from = 0
    for (const arc of all('[data-arc]')) {
      const share = records.length ? (100 * counts[Number(arc.dataset.arc)]) / records.length : 0
      arc.setAttribute('stroke-dasharray', `${share} ${100 - share}`)
      arc.setAttribute('stroke-dashoffset', String(-from))
      from += share
    }
    for (const chart of all('[data-bars]')) {
      const perDay = Array.from(
        { length: days },
        (_, index) => records.filter(({ ago }) => ago === days - 1 - index).length,
      )
      const top = Math.max(1, ...perDay)
      chart.replaceChildren(
        ...perDay.map((count, index) => {
          const bar = element('span', '')
          bar.style.setProperty('--share', String(count / top))
          bar.append(element('b', count ? String(count) : ''), element('i', dayOf({ ago: days - 1 - index })))
          return bar
        }),
      )
    }
    const feed = one('[data-feed]')
    if (feed)
      feed.replaceChildren(
        ...[...records]
          .sort((a, b) => a.ago - b.ago)
          .slice(0, 5)
          .map((record) => {
            const item = element('li', '')
            item.append(
              element('span', nameOf(record), 'feed-name'),
              element('span', states[record.state], `pill s${record.state + 1}`),
              element('span', dayOf(record), 'feed-day'),
            )
            return item
          }),
      )
    const list = one('[data-people]')
    if (list)
      list.replaceChildren(
        ...[...people.keys(), -1].map((person) => {
          const count = records.filter((record) => record.person === person).length
          const item = element('li', '')
          const bar = element('span', '', 'bar')
          bar.style.setProperty('--share', String(records.length ? count / records.length : 0))
          item.append(element('span', personOf({ person })), bar, element('strong', String(count)))
          return item
        }),
      )
    const csv = one('[data-csv]')
    if (csv)
      csv.value = records
        .map((record) =>
          [nameOf(record), states[record.state], personOf(record), dayOf(record)]
            .map((cell) => `"${cell.replaceAll('"', '""')}"`)
            .join(','),
        )
        .join('\n')
  }

  const adder = one('[data-adder]')
  const openAdder = () => {
    adder.hidden = false
    one('[data-new]').setAttribute('aria-expanded', 'true')
    adder.elements.title.focus()
  }
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    if (button.dataset.new !== undefined) openAdder()
    if (button.dataset.sort) {
      isUp = Number(button.dataset.sort) === sort ? !isUp : true
      sort = Number(button.dataset.sort)
      showRows()
    }
  })
  adder?.addEventListener('submit', (event) => {
    event.preventDefault()
    if (records.length >= recordsMax) return
    records.push({
      name: adder.elements.title.value.trim(),
      state: 0,
      person: Number(adder.elements.person?.value ?? -1),
      ago: 0,
    })
    adder.reset()
    show()
    say('added')
  })
  one('[data-find]')?.addEventListener('input', showRows)
  one('[data-by-state]')?.addEventListener('change', showRows)
  show()
  if (adder && /[?&]new=1/.test(location.search)) openAdder()
})()
