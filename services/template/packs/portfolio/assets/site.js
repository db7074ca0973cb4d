/* Works: a filter, and a large view that one can page through with buttons or arrow keys. The brief says back what was chosen. */
;(() => {
  const works = [...document.querySelectorAll('[data-work]')]
  const filters = [...document.querySelectorAll('[data-filter]')]
  const cases = [...document.querySelectorAll('[data-case]')]

  function filter(kind) {
    for (const button of filters) button.setAttribute('aria-pressed', String(button.dataset.filter === kind))
    for (const work of works) work.hidden = kind !== 'all' && work.dataset.kind !== kind
    const count = document.querySelector('[data-count]')
    count.textContent = `${works.filter((work) => !work.hidden).length} ${count.dataset.count}`
  }

  function open(number) {
    const wanted = cases.find((one) => one.dataset.case === number)
    if (!wanted) return
    for (const one of cases) if (one.open) one.close()
    wanted.showModal()
  }

  function step(by) {
    const shown = works.filter((work) => !work.hidden).map((work) => work.querySelector('[data-open]').dataset.open)
    const at = shown.indexOf(cases.find((one) => one.open)?.dataset.case)
    if (at >= 0) open(shown[(at + by + shown.length) % shown.length])
  }

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : document.body
    const button = target.closest('[data-filter], [data-step], [data-close], [data-open]')
    if (target.matches('dialog')) target.close()
    if (!button) return
    if (button.dataset.filter) filter(button.dataset.filter)
    if (button.dataset.step) step(Number(button.dataset.step))
    if (button.dataset.close !== undefined) button.closest('dialog').close()
    if (button.dataset.open && cases.length > 0) {
      event.preventDefault()
      open(button.dataset.open)
    }
  })
  document.addEventListener('keydown', (event) => {
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    if (cases.some((one) => one.open) && /^Arrow(?:Left|Right)$/.test(event.key)) step(event.key === forward ? 1 : -1)
  })
  const asked = /[?&]item=(\d)/.exec(location.search)
  if (asked) open(asked[1])

  const brief = document.querySelector('[data-brief]')
  if (brief) {
    const place = brief.querySelector('[data-sum]')
    const nothing = place.textContent
    brief.addEventListener('change', () => {
      const chosen = [...brief.querySelectorAll('input:checked')].map((input) => input.parentElement.textContent.trim())
      place.textContent = chosen.length > 0 ? chosen.join(' · ') : nothing
    })
  }
})()
