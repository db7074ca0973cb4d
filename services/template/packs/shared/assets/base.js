/* Forms of a prototype answer on the page and send nothing. State lives in memory only: a sandboxed page has no storage. */
;(() => {
  for (const form of document.querySelectorAll('form[data-prototype]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const answer = form.querySelector('[data-answer]')
      answer.hidden = false
      answer.scrollIntoView({ block: 'nearest' })
    })
    form.addEventListener('input', () => {
      form.querySelector('[data-answer]').hidden = true
    })
  }
})()
