/* Learning: which lessons are done is remembered from page to page; the player shows how one would look and plays nothing. */
;(() => {
  const lessonsMax = 6
  const state = kept.read()
  const done = new Set(Array.isArray(state.done) ? state.done.map(String).slice(0, lessonsMax) : [])
  const all = (selector) => [...document.querySelectorAll(selector)]
  const one = (selector) => document.querySelector(selector)
  let lesson = '1'
  let timer

  function showProgress() {
    kept.write(done.size > 0 ? { done: [...done] } : {})
    const percent = (100 * done.size) / lessonsMax
    for (const ring of all('[data-ring]')) ring.setAttribute('stroke-dasharray', `${percent} 100`)
    for (const place of all('[data-progress-text]'))
      place.textContent = `${done.size} / ${lessonsMax} ${place.dataset.progressText}`
    for (const button of all('[data-lesson]')) {
      button.classList.toggle('is-done', done.has(button.dataset.lesson))
      button.querySelector('[data-done]').hidden = !done.has(button.dataset.lesson)
    }
  }

  function stop() {
    clearInterval(timer)
    timer = undefined
    show(false)
  }
  function show(isPlaying) {
    one('[data-play]').setAttribute('aria-pressed', String(isPlaying))
    one('[data-sign=play]').toggleAttribute('hidden', isPlaying)
    one('[data-sign=pause]').toggleAttribute('hidden', !isPlaying)
  }
  function play() {
    if (timer) return stop()
    let at = 0
    show(true)
    timer = setInterval(() => {
      at += 1
      one('[data-track]').style.setProperty('inline-size', `${at}%`)
      if (at >= 100) stop()
    }, 80)
  }

  function open(number) {
    lesson = number
    stop()
    one('[data-track]').style.setProperty('inline-size', '0')
    for (const title of all('[data-title]')) title.hidden = title.dataset.title !== number
    for (const button of all('[data-lesson]')) {
      if (button.dataset.lesson === number) button.setAttribute('aria-current', 'true')
      else button.removeAttribute('aria-current')
    }
  }
  const next = () => open(String((Number(lesson) % lessonsMax) + 1))

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    const { dataset } = button
    if (dataset.lesson) open(dataset.lesson)
    if (dataset.play !== undefined) play()
    if (dataset.next !== undefined) next()
    if (dataset.finish !== undefined) {
      done.add(lesson)
      showProgress()
      next()
    }
  })

  const find = one('[data-find]')
  find?.addEventListener('input', () => {
    const wanted = find.value.trim().toLocaleLowerCase()
    let shown = 0
    for (const course of all('[data-course]')) {
      course.hidden = !course.textContent.toLocaleLowerCase().includes(wanted)
      if (!course.hidden) shown += 1
    }
    one('[data-none]').hidden = shown > 0
  })

  const join = one('[data-join]')
  if (join) {
    const asked = /[?&]item=(\d{1,2})(?:&|$)/.exec(location.search)
    const wanted = asked && document.getElementById(`course-${asked[1]}`)
    if (wanted) wanted.checked = true
    const place = one('[data-sum]')
    const showChoice = () => {
      const chosen = join.querySelector('input[name=course]:checked')
      if (chosen) place.textContent = chosen.value
    }
    join.addEventListener('change', showChoice)
    showChoice()
  }
  showProgress()
})()
