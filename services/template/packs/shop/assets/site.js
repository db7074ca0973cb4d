/* The order list lives in the address after '#': '#cart=0.2.1-0,3.1' is two of product 0 with its options, one of product 3. */
;(() => {
  const cart = read()

  function read() {
    const lines = new Map()
    const text = (/^#cart=([0-9.,-]{1,2000})$/.exec(location.hash) || [])[1] || ''
    for (const line of text.split(',')) {
      const parts = line.split('.')
      if (!parts[1]) continue
      const amount = Math.min(99, Math.max(1, Number(parts[1]) || 1))
      lines.set(parts[0], { amount: amount, options: (parts[2] || '').split('-') })
    }
    return lines
  }

  function show() {
    const text = [...cart].map(([product, line]) => [product, line.amount, line.options.join('-')].join('.')).join(',')
    const hash = text ? `#cart=${text}` : ''
    // Opaque origins may not rewrite history in some browsers; the links below carry the list in any case.
    try {
      history.replaceState(null, '', location.pathname + location.search + hash)
    } catch {
      if (hash) location.hash = hash
    }
    for (const link of document.querySelectorAll('a[href*=".html"]'))
      link.setAttribute('href', link.getAttribute('href').split('#')[0] + hash)
    let amount = 0
    for (const line of cart.values()) amount += line.amount
    const count = document.querySelector('[data-count]')
    count.textContent = String(amount)
    count.hidden = amount === 0
    showLines()
  }

  /** The product that the address asks for, and four others below it. */
  function showProduct() {
    const shown = [...document.querySelectorAll('[data-other]')].map((other) => other.dataset.other)
    const asked = new URLSearchParams(location.search).get('item')
    const number = shown.includes(asked) ? asked : '0'
    for (const part of document.querySelectorAll('[data-item]')) part.hidden = part.dataset.item !== number
    const others = shown.filter((one) => one !== number).slice(0, 4)
    for (const other of document.querySelectorAll('[data-other]')) other.hidden = !others.includes(other.dataset.other)
  }

  function showLines() {
    const empty = document.querySelector('[data-empty]')
    if (empty) empty.hidden = cart.size > 0
    for (const row of document.querySelectorAll('[data-line]')) {
      const line = cart.get(row.dataset.line)
      row.hidden = !line
      if (!line) continue
      row.querySelector('[data-amount]').value = String(line.amount)
      for (const choice of row.querySelectorAll('[data-choice]')) {
        const [option, value] = choice.dataset.choice.split('-')
        choice.hidden = line.options[Number(option)] !== value
      }
    }
  }

  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-add], [data-remove]') : null
    if (!button) return
    if (button.dataset.remove) cart.delete(button.dataset.remove)
    else {
      const options = [...button.closest('[data-product]').querySelectorAll('[data-option]')].map(
        (select) => select.value,
      )
      const known = cart.get(button.dataset.add)
      cart.set(button.dataset.add, { amount: Math.min(99, (known ? known.amount : 0) + 1), options: options })
      document.querySelector('[data-added]').hidden = false
    }
    show()
  })

  document.addEventListener('change', (event) => {
    const line = event.target.dataset.amount ? cart.get(event.target.dataset.amount) : undefined
    if (!line) return
    line.amount = Math.min(99, Math.max(1, Math.round(Number(event.target.value)) || 1))
    show()
  })

  const find = document.querySelector('[data-find]')
  if (find) {
    find.addEventListener('input', () => {
      const wanted = find.value.trim().toLocaleLowerCase()
      let shown = 0
      for (const product of document.querySelectorAll('[data-product]')) {
        product.hidden = !product.textContent.toLocaleLowerCase().includes(wanted)
        if (!product.hidden) shown += 1
      }
      document.querySelector('[data-none]').hidden = shown > 0
      document.querySelector('[data-added]').hidden = true
    })
  }
  if (document.querySelector('[data-others]')) showProduct()
  show()
})()
