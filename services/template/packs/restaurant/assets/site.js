/* Menu list and reservation. Days are real, free tables are not known, so all are open; nothing is claimed to be taken. */
;(() => {
  const state = kept.read()
  const chosen = new Map(Array.isArray(state.dishes) ? state.dishes.filter(Array.isArray).slice(0, 40) : [])
  const list = document.querySelector('[data-list]')

  function showList() {
    kept.write(chosen.size > 0 ? { ...state, dishes: [...chosen] } : {})
    if (!list) return
    for (const line of list.querySelectorAll('[data-line]')) {
      const amount = chosen.get(line.dataset.line)
      line.hidden = !amount
      line.querySelector('[data-amount]').textContent = String(amount || '')
    }
    list.querySelector('[data-empty]').hidden = chosen.size > 0
    list.querySelector('[data-form]').hidden = chosen.size === 0
  }

  function change(dish, by) {
    const amount = Math.min(20, (Number(chosen.get(dish)) || 0) + by)
    if (amount > 0) chosen.set(dish, amount)
    else chosen.delete(dish)
    showList()
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    const { add, more, less, guests } = button.dataset
    if (add || more) change(add || more, 1)
    if (less) change(less, -1)
    if (guests) invite(Number(guests))
  })

  if (list) {
    list.addEventListener('formdata', ({ formData }) => {
      for (const [dish, amount] of chosen)
        formData.append('dishes', `${amount} × ${document.getElementById(`l-${dish}`).textContent}`)
    })
    const find = document.querySelector('[data-find]')
    find.addEventListener('input', () => {
      const wanted = find.value.trim().toLocaleLowerCase()
      let shown = 0
      for (const dish of document.querySelectorAll('[data-dish]')) {
        dish.hidden = !dish.textContent.toLocaleLowerCase().includes(wanted)
        if (!dish.hidden) shown += 1
      }
      document.querySelector('[data-none]').hidden = shown > 0
    })
  }

  const form = document.querySelector('[data-reserve]')
  let guests = 2
  const language = document.documentElement.lang || 'en'
  const format = (options) => new Intl.DateTimeFormat(language, options)
  const dayOf = (after) => {
    const now = new Date()
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + after)
  }

  function invite(by) {
    guests = Math.min(12, Math.max(1, guests + by))
    showReservation()
  }

  function showReservation() {
    form.querySelector('[data-guests-out]').textContent = String(guests)
    form.querySelector('[data-sum=guests]').textContent = String(guests)
    for (const name of ['day', 'time', 'table']) {
      const input = form.querySelector(`input[name=${name}]:checked`)
      if (!input) continue
      form.querySelector(`[data-sum=${name}]`).textContent =
        name === 'day'
          ? format({ weekday: 'long', day: 'numeric', month: 'long' }).format(dayOf(Number(input.value)))
          : input.parentElement.textContent
    }
  }

  if (form) {
    for (const input of form.querySelectorAll('input[name=day]')) {
      const day = dayOf(Number(input.value))
      const label = input.parentElement
      label.querySelector('[data-weekday]').textContent = format({ weekday: 'short' }).format(day)
      label.querySelector('[data-number]').textContent = format({ day: 'numeric' }).format(day)
      label.querySelector('[data-month]').textContent = format({ month: 'short' }).format(day)
      input.setAttribute('aria-label', format({ weekday: 'long', day: 'numeric', month: 'long' }).format(day))
    }
    form.addEventListener('change', showReservation)
    form.addEventListener('formdata', ({ formData }) => {
      formData.append('guests', String(guests))
      for (const name of ['day', 'time', 'table'])
        formData.set(name, form.querySelector(`[data-sum=${name}]`).textContent)
    })
    showReservation()
  }
  showList()
})()
