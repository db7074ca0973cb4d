/* Works: a filter by kind. The brief says back what was chosen. */
;(() => {
  const works = [...document.querySelectorAll('[data-work]')]
  const filters = [...document.querySelectorAll('[data-filter]')]

  function filter(kind) {
    for (const button of filters) button.setAttribute('aria-pressed', String(button.dataset.filter === kind))
    for (const work of works) work.hidden = kind !== 'all' && work.dataset.kind !== kind
    const count = document.querySelector('[data-count]')
    count.textContent = `${works.filter((work) => !work.hidden).length} ${count.dataset.count}`
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-filter]') : null
    if (button) filter(button.dataset.filter)
  })

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
