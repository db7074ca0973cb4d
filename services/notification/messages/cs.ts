import type { Texts } from './en.ts'

/** Czech. Our own translation. */
export const cs: Texts = {
  language: 'cs',
  direction: 'ltr',
  greeting: 'Dobrý den,',
  greetingNamed: 'Dobrý den, {name},',
  reference: 'Referenční číslo',
  open: 'Otevřít poptávku',
  openNote: 'Tento odkaz otevře vaši poptávku bez hesla. Předejte ho jen těm, kdo ji smějí vidět.',
  reason: 'Tuto zprávu dostáváte, protože tato adresa byla uvedena u poptávky {reference}.',
  confirmation: {
    subject: 'Přijali jsme vaši poptávku {reference}',
    stored: 'Děkujeme. Vaše poptávka dorazila a je bezpečně uložena.',
    receivedHeading: 'Co jsme přijali',
    text: {
      one: 'Váš popis, {count} znak',
      few: 'Váš popis, {count} znaky',
      many: 'Váš popis, {count} znaku',
      other: 'Váš popis, {count} znaků',
    },
    voice: 'Hlasová zpráva: {name} ({size})',
    file: 'Soubor: {name} ({size})',
    next: 'Teď si ji celou přečteme. Na své stránce můžete sledovat každý krok. Až bude výsledek, napíšeme vám znovu.',
  },
  result: {
    completed: { subject: 'Váš výsledek je hotový: {reference}', opening: 'Práce na vaší poptávce je dokončena.' },
    partial: {
      subject: 'Váš výsledek je hotový, ale neúplný: {reference}',
      opening: 'Práce na vaší poptávce skončila, ale ne všechny části se podařily. Co chybí, najdete na své stránce.',
    },
    failed: {
      subject: 'Vaši poptávku {reference} se nepodařilo dokončit',
      opening: 'Je nám líto, výsledek se nepodařilo vytvořit. Vše, co jste poslali, zůstává uloženo.',
    },
    cancelled: {
      subject: 'Vaše poptávka byla zrušena: {reference}',
      opening: 'Práce na vaší poptávce byla zastavena, protože poptávka byla zrušena.',
    },
    other: { subject: 'Zpráva k vaší poptávce {reference}', opening: 'K vaší poptávce máme novou zprávu.' },
    summaryHeading: 'Hlavní body vaší poptávky',
    price: 'Cena v nabídce',
    leftHeading: 'Co bylo vynecháno a proč',
  },
}
