// The mailbox page. Plain JavaScript for the browser: everything a mail says is set as text, never as markup.
const $ = (id) => document.getElementById(id)
const pageSize = 50
let shown = pageSize
let openId = ''

const getJson = async (path) => {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`The mailbox answered ${response.status}.`)
  return response.json()
}
const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties)
  node.append(...children)
  return node
}
const address = ({ Name, Address }) => (Name ? `${Name} <${Address}>` : Address)
const addresses = (list) => list.map(address).join(', ')
const when = (time) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const size = (bytes) =>
  bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

async function showList() {
  const query = $('query').value.trim()
  const path = query ? `search?query=${encodeURIComponent(query)}&` : 'messages?'
  try {
    const list = await getJson(`/api/v1/${path}limit=${Math.min(shown, 1000)}`)
    $('mails').replaceChildren(...list.messages.map(row))
    $('more').hidden = list.messages.length >= list.messages_count || shown >= 1000
    const mails = (n) => `${n} ${n === 1 ? 'mail' : 'mails'}`
    $('status').textContent = query
      ? `${list.messages_count} of ${mails(list.total)}`
      : list.total
        ? mails(list.total)
        : 'No mail yet. It appears here as soon as it arrives.'
    $('clear').disabled = list.total === 0
  } catch (error) {
    $('status').textContent = `The list could not be loaded. ${error.message}`
  }
}

function row(mail) {
  const link = element(
    'a',
    { href: `#${mail.ID}` },
    element('span', { className: 'subject', textContent: mail.Subject || '(no subject)' }),
    element('span', { className: 'to', textContent: `to ${addresses([...mail.To, ...mail.Cc, ...mail.Bcc])}` }),
    element('time', { dateTime: mail.Created, textContent: when(mail.Created) }),
    element('span', { className: 'snippet', textContent: mail.Snippet }),
  )
  if (mail.ID === openId) link.setAttribute('aria-current', 'true')
  return element('li', {}, link)
}

async function showMail() {
  openId = location.hash.slice(1)
  for (const link of $('mails').querySelectorAll('a')) {
    link.toggleAttribute('aria-current', link.hash === location.hash)
  }
  document.querySelector('main').classList.toggle('open', Boolean(openId))
  $('mail').hidden = !openId
  if (!openId) return
  const path = `/api/v1/message/${encodeURIComponent(openId)}`
  try {
    const [mail, raw] = await Promise.all([getJson(path), fetch(`${path}/raw`).then((response) => response.text())])
    if (mail.ID !== openId) return
    fill(mail, raw, path)
  } catch (error) {
    $('mail').hidden = true
    $('status').textContent = `That mail could not be opened. ${error.message}`
  }
}

function fill(mail, raw, path) {
  $('subject').textContent = mail.Subject || '(no subject)'
  const fields = {
    From: address(mail.From),
    To: addresses(mail.To),
    Cc: addresses(mail.Cc),
    Bcc: addresses(mail.Bcc),
    'Reply to': addresses(mail.ReplyTo),
    Received: when(mail.Created),
    'Message-ID': mail.MessageID,
    Size: size(mail.Size),
  }
  $('fields').replaceChildren(
    ...Object.entries(fields)
      .filter(([, value]) => value)
      .flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]),
  )
  $('frame').src = `/view/${encodeURIComponent(mail.ID)}.html`
  $('text').textContent = mail.Text || '(no plain text)'
  $('raw').textContent = raw
  $('download').href = `${path}/raw?dl=1`
  fillSection(
    'links',
    linksOf(mail).map((url) => element('a', { href: url, target: '_blank', rel: 'noreferrer', textContent: url })),
  )
  fillSection(
    'attachments',
    [...mail.Attachments, ...mail.Inline].map((part) =>
      element('a', {
        href: `${path}/part/${part.PartID}`,
        target: '_blank',
        textContent: `${part.FileName || 'unnamed'} (${part.ContentType}, ${size(part.Size)})`,
      }),
    ),
  )
  choose(mail.HTML ? 'html' : 'text')
  $('subject').focus({ preventScroll: true })
  if (matchMedia('(max-width: 899px)').matches) scrollTo(0, 0)
}

function fillSection(id, links) {
  $(id).hidden = links.length === 0
  $(id)
    .querySelector('ul')
    .replaceChildren(...links.map((link) => element('li', {}, link)))
}

/**
 * The sandboxed frame cannot open links, so they are listed beside it. Found by pattern and not by a parsed document: even an
 * unattached one would try the styles and handlers of the mail against our policy. Only web addresses: `javascript:` would run here.
 */
function linksOf(mail) {
  const inHtml = [...mail.HTML.matchAll(/\bhref\s*=\s*["']?(https?:\/\/[^"'\s<>]+)/gi)].map(([, url]) =>
    url.replaceAll('&amp;', '&'),
  )
  const inText = mail.Text.match(/https?:\/\/[^\s<>"]+/g) ?? []
  return [...new Set([...inHtml, ...inText])].slice(0, 50)
}

const tabs = ['html', 'text', 'raw']
function choose(name, isFocused = false) {
  for (const tab of tabs) {
    const button = $(`tab-${tab}`)
    button.setAttribute('aria-selected', String(tab === name))
    button.tabIndex = tab === name ? 0 : -1
    $(`panel-${tab}`).hidden = tab !== name
    if (tab === name && isFocused) button.focus()
  }
}
for (const [i, tab] of tabs.entries()) {
  $(`tab-${tab}`).addEventListener('click', () => choose(tab))
  $(`tab-${tab}`).addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[key]
    if (step) choose(tabs[(i + step) % tabs.length], true)
  })
}

let typing
$('query').addEventListener('input', () => {
  clearTimeout(typing)
  shown = pageSize
  typing = setTimeout(showList, 200)
})
$('search').addEventListener('submit', (event) => {
  event.preventDefault()
  showList()
})
$('more').addEventListener('click', () => {
  shown += pageSize
  showList()
})
$('back').addEventListener('click', () => {
  location.hash = ''
})
$('clear').addEventListener('click', async () => {
  if (!confirm('Delete all mails in this mailbox?')) return
  await fetch('/api/v1/messages', { method: 'DELETE' })
  location.hash = ''
  showList()
})
addEventListener('hashchange', showMail)

// Many mails may arrive within a moment: one look at the list serves them all.
let isWaiting = false
const refresh = () => {
  if (isWaiting) return
  isWaiting = true
  setTimeout(() => {
    isWaiting = false
    showList()
  }, 150)
}
const live = new EventSource('/api/events')
live.addEventListener('mail', refresh)
live.addEventListener('removed', refresh)
live.addEventListener('open', refresh)
live.addEventListener('error', () => {
  $('status').textContent = 'The connection to the mailbox is interrupted. Trying again …'
})
await showList()
await showMail()
