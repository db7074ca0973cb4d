import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from './analyse.ts'

const read = (text: string) => analyse({ sources: [{ id: 'd', kind: 'description', label: 'd', text }] })

const requests = {
  cs: {
    text: 'Potřebujeme e-shop do Vánoc. Rozpočet je 80 tis. Kč. Spustit chceme nejpozději na konce března. Zákazníci si vyberou produkt a zaplatí kartou nebo převodem.',
    features: ['catalogue: vyberou produkt', 'payment: zaplatí kartou nebo převodem'],
    money: ['80 tis. Kč'],
    dates: ['Vánoc', 'konce března'],
  },
  de: {
    text: 'Wir brauchen einen Onlineshop bis Ende März 2027. Das Budget beträgt höchstens 8.000 Euro. Kunden können Produkte auswählen und per Kreditkarte bezahlen. Die Mitarbeiter verwalten den Lagerbestand.',
    features: [
      'catalogue: Produkte auswählen',
      'payment: per Kreditkarte bezahlen',
      'catalogue: verwalten den Lagerbestand',
    ],
    money: ['8.000 Euro'],
    dates: ['Ende März 2027'],
  },
  fr: {
    text: 'Nous avons besoin d’une boutique avant fin mars 2027. Le budget est de 8 000 euros maximum. Les clients choisissent un produit et paient par carte. Les employés gèrent le stock.',
    features: ['catalogue: choisissent un produit', 'payment: paient par carte', 'catalogue: gèrent le stock'],
    money: ['8 000 euros'],
    dates: ['fin mars 2027'],
  },
  ar: {
    text: 'نريد موقعًا لمخبزنا الصغير في عمّان. نخبز الخبز كل صباح ونريد أن يحجز الناس مسبقًا. ويجب أن يدفع الزبائن بالبطاقة. لا نريد حسابات.',
    features: ['booking: يحجز الناس مسبقًا', 'payment: يدفع الزبائن بالبطاقة', 'accounts: حسابات'],
    money: [],
    dates: [],
  },
}
for (const [code, { text, features, money, dates }] of Object.entries(requests))
  test(`what people do, amounts and dates are found by own rules of "${code}", and the depth is said to be basic`, async () => {
    const a = await read(text)
    assert.deepEqual([a.language.code, a.depth], [code, 'basic'])
    assert.deepEqual(
      a.features.map((f) => `${f.category}: ${f.name}`),
      features,
    )
    const of = (kind: string) => a.entities.filter((e) => e.kind === kind).map((e) => e.text)
    assert.deepEqual(of('money'), money)
    assert.deepEqual(of('date'), dates)
  })

test('without a product named before, what people do is the present in these languages too', async () => {
  for (const text of [
    'Zákazníci si vyberou hrnek a zaplatí hotově.',
    'Die Kunden bezahlen bar.',
    'Les clients paient en espèces.',
  ])
    assert.deepEqual((await read(text)).needs, [], text)
})

test('Spanish, Polish, Ukrainian and Russian are told apart, with amounts and dates and no wish claimed', async () => {
  for (const [code, text, money, date] of [
    [
      'es',
      'Necesitamos una tienda en línea antes del 1 de junio de 2027. El presupuesto es de 5.000 €.',
      '5.000 €',
      '1 de junio de 2027',
    ],
    ['pl', 'Potrzebujemy sklepu internetowego do 1 czerwca 2027. Budżet to 20 000 zł.', '20 000 zł', '1 czerwca 2027'],
    ['uk', 'Нам потрібен інтернет-магазин до 1 червня. Бюджет 5000 євро.', '5000 євро', '1 червня'],
    ['ru', 'Нам нужен интернет-магазин к 1 июня. Бюджет 5000 евро.', '5000 евро', '1 июня'],
  ] as const) {
    const { language, entities, features } = await read(text)
    assert.equal(language.code, code)
    assert.deepEqual(
      entities.map((e) => e.text),
      [money, date],
    )
    assert.deepEqual(features, [])
  }
})
