/* Documentation that answers: samples in three languages, a search, and requests that are answered here, with what was typed and no more. */
;(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const one = (selector, root = document) => root.querySelector(selector)

  function choose(language) {
    for (const sample of all('[data-sample]')) sample.hidden = sample.dataset.sample !== language
    for (const button of all('[data-language]'))
      button.setAttribute('aria-pressed', String(button.dataset.language === language))
  }

  async function copy(button) {
    const text = one('[data-sample]:not([hidden])', button.closest('[data-code]')).textContent
    // A sandboxed page may not write to the clipboard; selecting it helps in any case.
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = button.dataset.copied
    } catch {
      const range = document.createRange()
      range.selectNodeContents(one('[data-sample]:not([hidden])', button.closest('[data-code]')))
      getSelection().removeAllRanges()
      getSelection().addRange(range)
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (!button) return
    if (button.dataset.language) choose(button.dataset.language)
    if (button.dataset.copy !== undefined) copy(button)
    if (button.dataset.makeKey !== undefined) {
      const bytes = crypto.getRandomValues(new Uint8Array(12))
      one('[data-key]').textContent = `sample_${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    }
  })

  for (const form of all('[data-try]'))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const operation = form.closest('[data-operation]')
      const answer = {
        sample: true,
        request: `${one('[data-method]', operation).textContent} ${one('[data-path]', operation).textContent}`,
        received: form.elements.value.value,
      }
      one('[data-response] code', operation).textContent = JSON.stringify(answer, null, 2)
    })

  const find = one('[data-find]')
  find?.addEventListener('input', () => {
    const wanted = find.value.trim().toLocaleLowerCase()
    let shown = 0
    for (const operation of all('[data-operation]')) {
      const fits = one('.op-text', operation).textContent.toLocaleLowerCase().includes(wanted)
      operation.hidden = !fits
      const entry = one(`[data-entry="${operation.dataset.operation}"]`)
      if (entry) entry.hidden = !fits
      if (fits) shown += 1
    }
    one('[data-none]').hidden = shown > 0
  })
})()
