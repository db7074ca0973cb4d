import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectLanguage } from './language.ts'

const sentences: [string, string][] = [
  ['en', 'We want a shop where people can pay by card.'],
  ['cs', 'Chceme nový web, kde si zákazníci mohou objednat termín.'],
  ['cs', 'chtel bych novy web kde si zakaznici muzou objednat termin'],
  ['de', 'Wir brauchen eine neue Webseite für unsere Tischlerei.'],
  ['fr', 'Nous voulons un site pour notre boulangerie.'],
  ['es', 'Necesito una página web para mi restaurante.'],
  ['pl', 'Potrzebujemy nowej strony internetowej dla naszej firmy.'],
  ['ru', 'Нам нужен сайт, где можно записаться на приём.'],
  ['uk', 'Нам потрібен сайт, де можна записатися на прийом.'],
  ['ar', 'نريد موقعًا لمخبزنا الصغير يعرض الخبز والحلويات.'],
  ['other', 'ما یک وب‌سایت برای نانوایی خود می‌خواهیم.'],
  ['other', 'ہمیں اپنی بیکری کے لیے ایک ویب سائٹ چاہیے۔'],
]
for (const [code, text] of sentences) {
  test(`“${text}” is ${code}`, async () => {
    assert.equal((await detectLanguage(text)).code, code)
  })
}

test('below three words nothing is sworn to, and the hint of the page decides', async () => {
  assert.ok((await detectLanguage('online shop')).confidence <= 0.3)
  assert.deepEqual(await detectLanguage('e-shop', 'cs-CZ'), {
    code: 'cs',
    confidence: 0.3,
    method: 'hint, fewer than three words',
  })
  assert.equal((await detectLanguage('', undefined)).code, 'other')
})

test('a clear text wins against the hint', async () => {
  assert.equal((await detectLanguage('We want a shop where people can pay by card.', 'de')).code, 'en')
})

test('a script that no candidate uses is other', async () => {
  assert.equal((await detectLanguage('私たちは新しいウェブサイトが必要です')).code, 'other')
})
