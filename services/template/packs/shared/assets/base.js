/*
 * What all prototypes can do. Forms go to the inbox of the prototype when it is served under its link, and nowhere else; a page opened from a
 * file says that nothing was sent. Between pages things are remembered in the address after '#': a sandboxed page has no storage.
 */
;(() => {
  const mark = '#s='
  const charsMax = 6000

  /** What earlier pages left, an empty object when there is nothing or it cannot be read. */
  function read() {
    try {
      const text = location.hash.startsWith(mark) ? location.hash.slice(mark.length, charsMax) : ''
      const value = JSON.parse(decodeURIComponent(text) || '{}')
      return value && typeof value === 'object' && !Array.isArray(value) ? value : {}
    } catch {
      return {}
    }
  }

  /** Leaves something for the pages that follow. What does not fit into an address is dropped. */
  function write(value) {
    const text = encodeURIComponent(JSON.stringify(value)).replace(
      /[()']/g,
      (one) => `%${one.charCodeAt(0).toString(16)}`,
    )
    const hash = text.length < charsMax && Object.keys(value).length > 0 ? mark + text : ''
    // Opaque origins may not rewrite history in some browsers; the links below carry it in any case.
    try {
      history.replaceState(null, '', location.pathname + location.search + hash)
    } catch {
      if (hash) location.hash = hash
    }
    for (const link of document.querySelectorAll('a[href*=".html"]'))
      link.setAttribute('href', link.getAttribute('href').split('#')[0] + hash)
  }

  globalThis.kept = { read: read, write: write }

  const isFile = location.protocol === 'file:'
  const answers = (form) => form.querySelectorAll('[data-answer]')
  const hide = (form) => {
    for (const answer of answers(form)) answer.hidden = true
  }
  function show(form, way) {
    for (const answer of answers(form)) {
      answer.hidden = answer.dataset.answer !== way
      if (!answer.hidden) answer.scrollIntoView({ block: 'nearest' })
    }
    form.dispatchEvent(new CustomEvent('answered', { detail: way }))
  }

  async function send(form) {
    hide(form)
    if (isFile) return show(form, 'offline')
    const typed = new FormData(form)
    const body = new FormData()
    for (const name of new Set(typed.keys())) body.append(name.replace('[]', ''), typed.getAll(name).join(', '))
    body.append('form', form.getAttribute('aria-label') || document.title)
    body.append('page', location.pathname.split('/').pop() || 'index.html')
    const button = form.querySelector('[type=submit]')
    button.disabled = true
    try {
      const reply = await fetch('inbox', { method: 'POST', body: body, credentials: 'omit' })
      show(form, reply.ok ? 'stored' : 'failed')
    } catch {
      show(form, 'failed')
    }
    button.disabled = false
  }

  for (const form of document.querySelectorAll('form[data-prototype]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      send(form)
    })
    form.addEventListener('input', () => hide(form))
  }
})()
