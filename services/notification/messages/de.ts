import type { Texts } from './en.ts'

/** German. Our own translation. */
export const de: Texts = {
  language: 'de',
  direction: 'ltr',
  greeting: 'Guten Tag,',
  greetingNamed: 'Guten Tag {name},',
  reference: 'Referenznummer',
  open: 'Anfrage öffnen',
  openNote:
    'Dieser Link öffnet Ihre Anfrage ohne Passwort. Geben Sie ihn nur an Personen weiter, die sie sehen dürfen.',
  reason: 'Sie erhalten diese Nachricht, weil diese Adresse bei der Anfrage {reference} angegeben wurde.',
  confirmation: {
    subject: 'Wir haben Ihre Anfrage {reference} erhalten',
    stored: 'Vielen Dank. Ihre Anfrage ist angekommen und sicher gespeichert.',
    receivedHeading: 'Was wir erhalten haben',
    text: { one: 'Ihre Beschreibung, {count} Zeichen', other: 'Ihre Beschreibung, {count} Zeichen' },
    voice: 'Sprachnachricht: {name} ({size})',
    file: 'Datei: {name} ({size})',
    next: 'Als Nächstes lesen wir sie ganz. Auf Ihrer Seite können Sie jeden Schritt verfolgen. Sobald es ein Ergebnis gibt, schreiben wir Ihnen wieder.',
  },
  result: {
    completed: { subject: 'Ihr Ergebnis ist fertig: {reference}', opening: 'Die Arbeit an Ihrer Anfrage ist fertig.' },
    partial: {
      subject: 'Ihr Ergebnis ist fertig, mit Lücken: {reference}',
      opening:
        'Die Arbeit an Ihrer Anfrage ist beendet, aber nicht jeder Teil ist gelungen. Was fehlt, zeigt Ihre Seite.',
    },
    failed: {
      subject: 'Wir konnten Ihre Anfrage {reference} nicht abschließen',
      opening:
        'Es tut uns leid: Wir konnten kein Ergebnis erstellen. Alles, was Sie gesendet haben, bleibt gespeichert.',
    },
    cancelled: {
      subject: 'Ihre Anfrage wurde abgebrochen: {reference}',
      opening: 'Die Arbeit an Ihrer Anfrage wurde beendet, weil die Anfrage abgebrochen wurde.',
    },
    other: { subject: 'Neues zu Ihrer Anfrage {reference}', opening: 'Es gibt Neues zu Ihrer Anfrage.' },
    summaryHeading: 'Die wichtigsten Punkte Ihrer Anfrage',
    price: 'Preis im Angebot',
    leftHeading: 'Was ausgelassen wurde, und warum',
  },
}
