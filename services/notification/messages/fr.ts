import type { Texts } from './en.ts'

/** French. Our own translation. */
export const fr: Texts = {
  language: 'fr',
  direction: 'ltr',
  greeting: 'Bonjour,',
  greetingNamed: 'Bonjour {name},',
  reference: 'Numéro de référence',
  open: 'Ouvrir votre demande',
  openNote: 'Ce lien ouvre votre demande sans mot de passe. Ne le partagez qu’avec des personnes autorisées à la voir.',
  reason: 'Vous recevez ce message car cette adresse a été indiquée avec la demande {reference}.',
  confirmation: {
    subject: 'Nous avons bien reçu votre demande {reference}',
    stored: 'Merci. Votre demande est arrivée et elle est enregistrée en lieu sûr.',
    receivedHeading: 'Ce que nous avons reçu',
    text: { one: 'Votre description, {count} caractère', other: 'Votre description, {count} caractères' },
    voice: 'Message vocal : {name} ({size})',
    file: 'Fichier : {name} ({size})',
    next: 'Nous allons maintenant la lire en entier. Vous pouvez suivre chaque étape sur votre page, et nous vous écrirons dès qu’il y aura un résultat.',
  },
  result: {
    completed: {
      subject: 'Votre résultat est prêt : {reference}',
      opening: 'Le travail sur votre demande est terminé.',
    },
    partial: {
      subject: 'Votre résultat est prêt, mais incomplet : {reference}',
      opening:
        'Le travail sur votre demande est terminé, mais certaines parties n’ont pas abouti. Votre page indique ce qui manque.',
    },
    failed: {
      subject: 'Nous n’avons pas pu terminer votre demande {reference}',
      opening:
        'Nous sommes désolés : aucun résultat n’a pu être produit. Tout ce que vous avez envoyé reste enregistré.',
    },
    cancelled: {
      subject: 'Votre demande a été annulée : {reference}',
      opening: 'Le travail sur votre demande a été arrêté, car elle a été annulée.',
    },
    other: { subject: 'Des nouvelles de votre demande {reference}', opening: 'Il y a du nouveau sur votre demande.' },
    summaryHeading: 'Les points principaux de votre demande',
    price: 'Prix dans l’offre',
    leftHeading: 'Ce qui a été laissé de côté, et pourquoi',
  },
}
