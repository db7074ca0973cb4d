/* Week picker: real calendar days, wishes only. It knows of no free or taken times, so it claims none. */
;(() => {
  const form = document.querySelector('[data-book]')
  if (!form) return
  const language = document.documentElement.lang || 'en'
  const weeksMax = 8
  let week = 1
  const short = new Intl.DateTimeFormat(language, { day: 'numeric' })
  const long = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' })

  function dayOf(weekday) {
    const now = new Date()
    const sinceMonday = (now.getDay() + 6) % 7
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - sinceMonday + 7 * week + weekday - 1)
  }

  function showWeek() {
    for (const place of form.querySelectorAll('[data-date]'))
      place.textContent = short.format(dayOf(Number(place.dataset.date)))
    form.querySelector('[data-range]').textContent = `${long.format(dayOf(1))} – ${long.format(dayOf(7))}`
    for (const button of form.querySelectorAll('[data-week]'))
      button.disabled = button.dataset.week === '1' ? week >= weeksMax : week <= 1
  }

  function showSummary() {
    const service = form.querySelector('input[name=service]:checked')
    for (const name of form.querySelectorAll('[data-sum-service]'))
      name.hidden = !service || name.dataset.sumService !== service.value
    form.querySelector('[data-sum-none=service]').hidden = Boolean(service)
    const when = form.querySelector('input[name=when]:checked')
    const place = form.querySelector('[data-sum-when]')
    form.querySelector('[data-sum-none=when]').hidden = Boolean(when)
    place.hidden = !when
    if (!when) return
    const [weekday, part] = when.value.split('-')
    place.textContent = `${long.format(dayOf(Number(weekday)))}, ${document.getElementById(`t${part}`).textContent}`
  }

  form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-week]') : null
    if (!button) return
    week = Math.min(weeksMax, Math.max(1, week + Number(button.dataset.week)))
    const chosen = form.querySelector('input[name=when]:checked')
    if (chosen) chosen.checked = false
    showWeek()
    showSummary()
  })
  form.addEventListener('change', showSummary)

  const wanted = /^#(service-\d{1,2})$/.exec(location.hash)
  const radio = wanted ? document.getElementById(wanted[1]) : null
  if (radio) radio.checked = true
  showWeek()
  showSummary()
})()
