/* Reading: saved stories, topics and search, size of the letters, comments that appear at once. */
;(() => {
  const state = kept.read()
  const saved = new Set(Array.isArray(state.saved) ? state.saved.map(String).slice(0, 20) : [])
  const all = (selector) => [...document.querySelectorAll(selector)]
  const one = (selector) => document.querySelector(selector)
  const asked = new URLSearchParams(location.search)
  const language = document.documentElement.lang || 'en'
  let topic = 'all'

  one('[data-today]').textContent = new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(new Date())

  function showSaved() {
    kept.write(saved.size > 0 ? { saved: [...saved] } : {})
    for (const button of all('[data-save]')) button.setAttribute('aria-pressed', String(saved.has(button.dataset.save)))
    const count = one('[data-saved-count]')
    count.textContent = String(saved.size)
    count.hidden = saved.size === 0
  }

  function showStories() {
    const find = one('[data-find]')
    if (!find) return
    const wanted = find.value.trim().toLocaleLowerCase()
    let shown = 0
    for (const story of all('[data-story]')) {
      const fits =
        topic === 'all' || (topic === 'saved' ? saved.has(story.dataset.story) : story.dataset.topic === topic)
      story.hidden = !fits || !story.textContent.toLocaleLowerCase().includes(wanted)
      if (!story.hidden) shown += 1
    }
    one('[data-none]').hidden = shown > 0
    for (const button of all('[data-filter]'))
      button.setAttribute('aria-pressed', String(button.dataset.filter === topic))
  }

  const article = one('[data-prose]')
  let size = 0
  if (article) {
    const number = /^[1-6]$/.test(asked.get('item')) ? asked.get('item') : '1'
    for (const title of all('[data-title]')) title.hidden = title.dataset.title !== number
    one('[data-save]').dataset.save = number
    const others = all('[data-story]').filter((story) => story.dataset.story !== number)
    for (const story of all('[data-story]')) story.hidden = !others.slice(0, 3).includes(story)
    const bar = one('[data-progress]')
    const move = () => {
      const end = document.documentElement.scrollHeight - innerHeight
      bar.style.setProperty('inline-size', `${end > 0 ? Math.min(100, (100 * scrollY) / end) : 0}%`)
    }
    addEventListener('scroll', move, { passive: true })
    move()
    const form = one('[data-comment]')
    form.addEventListener('answered', () => {
      const item = document.createElement('li')
      const name = document.createElement('strong')
      const text = document.createElement('p')
      name.textContent = form.elements.name.value
      text.textContent = form.elements.message.value
      item.append(name, text)
      one('[data-comments]').append(item)
      form.elements.message.value = ''
    })
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    if (button.dataset.save) {
      if (!saved.delete(button.dataset.save)) saved.add(button.dataset.save)
      showSaved()
      showStories()
    }
    if (button.dataset.filter) {
      topic = button.dataset.filter
      showStories()
    }
    if (button.dataset.size) {
      size = Math.min(3, Math.max(-1, size + Number(button.dataset.size)))
      article.style.setProperty('font-size', `${1.15 + size * 0.13}rem`)
    }
  })
  one('[data-find]')?.addEventListener('input', showStories)
  if (asked.get('saved')) topic = 'saved'
  if (/^\d{1,2}$/.test(asked.get('topic'))) topic = asked.get('topic')
  showSaved()
  showStories()
})()
