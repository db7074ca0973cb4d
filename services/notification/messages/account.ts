import type { notification } from '#contracts/notification'
import type { TaskInput } from '#platform/contract'

export type AccountKind = TaskInput<(typeof notification)['tasks']['inform']>['kind']
type Letter = { subject: string; text: string; open?: string; code?: string; note: string }

/** Mails about accounts. `{sender}` is who runs the installation. They name nobody who asked: a form must not carry words of strangers to any address. */
export const accountLetters: Record<string, Record<AccountKind, Letter>> = {
  en: {
    'sign-up': {
      subject: 'Finish your account at {sender}',
      text: 'Somebody, most likely you, asked for an account with this address. Open the link to choose a password; it holds for 24 hours.',
      open: 'Make the account',
      note: 'If it was not you, do nothing: without the link no account is made.',
    },
    'known-address': {
      subject: 'You already have an account at {sender}',
      text: 'Somebody, most likely you, asked for an account with this address, but there is one already. Sign in as always, or set a new password with this link; it holds for 24 hours.',
      open: 'Set a new password',
      note: 'If it was not you, do nothing: your password stays as it is.',
    },
    reset: {
      subject: 'Set a new password at {sender}',
      text: 'Somebody, most likely you, asked for a new password. Open the link to choose one; it holds for 24 hours, and every open sign-in ends then.',
      open: 'Set a new password',
      note: 'If it was not you, do nothing: your password stays as it is.',
    },
    'no-account': {
      subject: 'No account at {sender} with this address',
      text: 'Somebody, most likely you, asked for a new password or a code to sign in with, but there is no account with this address. Perhaps you used another one.',
      note: 'If it was not you, nothing needs to be done.',
    },
    'sign-in-code': {
      subject: 'Your code for {sender}',
      text: 'Somebody, most likely you, wants to sign in with this code. It holds once and for 15 minutes, in the window that asked for it.',
      code: 'Code',
      note: 'If it was not you, do nothing, and tell the code to nobody: whoever asks you for it wants to get into your account.',
    },
    'account-deleted': {
      subject: 'Your account at {sender} is deleted',
      text: 'Your account with this address was deleted, as its owner asked, with its memberships, sign-ins and keys. What organisations received from you stays with them.',
      note: 'If it was not you, answer this mail: somebody had your account open.',
    },
    invitation: {
      subject: 'You are invited to {sender}',
      text: 'You are invited to work with {sender}. Open the link to accept.',
      open: 'Accept the invitation',
      note: 'If you do not want to, do nothing. The link is for you alone: whoever opens it joins in your place.',
    },
  },
  cs: {
    'sign-up': {
      subject: 'Dokončete svůj účet u {sender}',
      text: 'Někdo, nejspíš vy, požádal o účet s touto adresou. Otevřete odkaz a zvolte heslo; platí 24 hodin.',
      open: 'Vytvořit účet',
      note: 'Pokud jste to nebyli vy, nedělejte nic: bez odkazu žádný účet nevznikne.',
    },
    'known-address': {
      subject: 'U {sender} už účet máte',
      text: 'Někdo, nejspíš vy, požádal o účet s touto adresou, ale ten už existuje. Přihlaste se jako vždy, nebo si tímto odkazem nastavte nové heslo; platí 24 hodin.',
      open: 'Nastavit nové heslo',
      note: 'Pokud jste to nebyli vy, nedělejte nic: vaše heslo zůstává, jak je.',
    },
    reset: {
      subject: 'Nové heslo u {sender}',
      text: 'Někdo, nejspíš vy, požádal o nové heslo. Otevřete odkaz a zvolte si je; platí 24 hodin a potom skončí všechna otevřená přihlášení.',
      open: 'Nastavit nové heslo',
      note: 'Pokud jste to nebyli vy, nedělejte nic: vaše heslo zůstává, jak je.',
    },
    'no-account': {
      subject: 'U {sender} není s touto adresou žádný účet',
      text: 'Někdo, nejspíš vy, požádal o nové heslo nebo o kód k přihlášení, ale účet s touto adresou neexistuje. Možná jste použili jinou.',
      note: 'Pokud jste to nebyli vy, není třeba nic dělat.',
    },
    'sign-in-code': {
      subject: 'Váš kód pro {sender}',
      text: 'Někdo, nejspíš vy, se chce přihlásit tímto kódem. Platí jednou a 15 minut, v okně, které o něj požádalo.',
      code: 'Kód',
      note: 'Pokud jste to nebyli vy, nedělejte nic a kód nikomu neříkejte: kdo se na něj ptá, chce do vašeho účtu.',
    },
    'account-deleted': {
      subject: 'Váš účet u {sender} je smazán',
      text: 'Váš účet s touto adresou byl na žádost svého majitele smazán, s členstvími, přihlášeními a klíči. Co od vás organizace dostaly, zůstává u nich.',
      note: 'Pokud jste to nebyli vy, odpovězte na tuto zprávu: někdo měl váš účet otevřený.',
    },
    invitation: {
      subject: 'Pozvánka do {sender}',
      text: 'Jste zváni ke spolupráci v {sender}. Pozvánku přijmete otevřením odkazu.',
      open: 'Přijmout pozvánku',
      note: 'Pokud nechcete, nedělejte nic. Odkaz je jen pro vás: kdo jej otevře, připojí se místo vás.',
    },
  },
  de: {
    'sign-up': {
      subject: 'Ihr Konto bei {sender} fertigstellen',
      text: 'Jemand, vermutlich Sie, möchte mit dieser Adresse ein Konto anlegen. Öffnen Sie den Link und wählen Sie ein Passwort; er gilt 24 Stunden.',
      open: 'Konto anlegen',
      note: 'Wenn Sie es nicht waren, tun Sie nichts: ohne den Link entsteht kein Konto.',
    },
    'known-address': {
      subject: 'Sie haben bereits ein Konto bei {sender}',
      text: 'Jemand, vermutlich Sie, möchte mit dieser Adresse ein Konto anlegen, aber es gibt schon eines. Melden Sie sich wie immer an, oder setzen Sie mit diesem Link ein neues Passwort; er gilt 24 Stunden.',
      open: 'Neues Passwort setzen',
      note: 'Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
    },
    reset: {
      subject: 'Neues Passwort bei {sender}',
      text: 'Jemand, vermutlich Sie, möchte ein neues Passwort. Öffnen Sie den Link und wählen Sie eines; er gilt 24 Stunden, und danach endet jede offene Anmeldung.',
      open: 'Neues Passwort setzen',
      note: 'Wenn Sie es nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
    },
    'no-account': {
      subject: 'Kein Konto bei {sender} mit dieser Adresse',
      text: 'Jemand, vermutlich Sie, möchte ein neues Passwort oder einen Code zum Anmelden, aber mit dieser Adresse gibt es kein Konto. Vielleicht haben Sie eine andere verwendet.',
      note: 'Wenn Sie es nicht waren, ist nichts zu tun.',
    },
    'sign-in-code': {
      subject: 'Ihr Code für {sender}',
      text: 'Jemand, vermutlich Sie, möchte sich mit diesem Code anmelden. Er gilt einmal und 15 Minuten, in dem Fenster, das ihn verlangt hat.',
      code: 'Code',
      note: 'Wenn Sie es nicht waren, tun Sie nichts, und sagen Sie den Code niemandem: wer danach fragt, will in Ihr Konto.',
    },
    'account-deleted': {
      subject: 'Ihr Konto bei {sender} ist gelöscht',
      text: 'Ihr Konto mit dieser Adresse wurde auf Wunsch seines Inhabers gelöscht, mit Mitgliedschaften, Anmeldungen und Schlüsseln. Was Organisationen von Ihnen bekommen haben, bleibt bei ihnen.',
      note: 'Wenn Sie es nicht waren, antworten Sie auf diese Mail: jemand hatte Ihr Konto offen.',
    },
    invitation: {
      subject: 'Einladung zu {sender}',
      text: 'Sie sind eingeladen, bei {sender} mitzuarbeiten. Öffnen Sie den Link, um anzunehmen.',
      open: 'Einladung annehmen',
      note: 'Wenn Sie nicht möchten, tun Sie nichts. Der Link ist nur für Sie: wer ihn öffnet, tritt an Ihrer Stelle bei.',
    },
  },
  fr: {
    'sign-up': {
      subject: 'Terminez votre compte chez {sender}',
      text: 'Quelqu’un, sans doute vous, a demandé un compte avec cette adresse. Ouvrez le lien pour choisir un mot de passe ; il est valable 24 heures.',
      open: 'Créer le compte',
      note: 'Si ce n’était pas vous, ne faites rien : sans le lien, aucun compte n’est créé.',
    },
    'known-address': {
      subject: 'Vous avez déjà un compte chez {sender}',
      text: 'Quelqu’un, sans doute vous, a demandé un compte avec cette adresse, mais il en existe déjà un. Connectez-vous comme d’habitude, ou choisissez un nouveau mot de passe avec ce lien ; il est valable 24 heures.',
      open: 'Choisir un nouveau mot de passe',
      note: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
    },
    reset: {
      subject: 'Nouveau mot de passe chez {sender}',
      text: 'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe. Ouvrez le lien pour le choisir ; il est valable 24 heures, et toutes les sessions ouvertes prendront fin.',
      open: 'Choisir un nouveau mot de passe',
      note: 'Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.',
    },
    'no-account': {
      subject: 'Aucun compte chez {sender} avec cette adresse',
      text: 'Quelqu’un, sans doute vous, a demandé un nouveau mot de passe ou un code de connexion, mais aucun compte n’existe avec cette adresse. Peut-être en avez-vous utilisé une autre.',
      note: 'Si ce n’était pas vous, il n’y a rien à faire.',
    },
    'sign-in-code': {
      subject: 'Votre code pour {sender}',
      text: 'Quelqu’un, sans doute vous, veut se connecter avec ce code. Il est valable une fois et 15 minutes, dans la fenêtre qui l’a demandé.',
      code: 'Code',
      note: 'Si ce n’était pas vous, ne faites rien et ne donnez le code à personne : qui vous le demande veut entrer dans votre compte.',
    },
    'account-deleted': {
      subject: 'Votre compte chez {sender} est supprimé',
      text: 'Votre compte avec cette adresse a été supprimé à la demande de son titulaire, avec ses appartenances, ses sessions et ses clés. Ce que les organisations ont reçu de vous reste chez elles.',
      note: 'Si ce n’était pas vous, répondez à ce message : quelqu’un avait ouvert votre compte.',
    },
    invitation: {
      subject: 'Invitation chez {sender}',
      text: 'Vous êtes invité à travailler avec {sender}. Ouvrez le lien pour accepter.',
      open: 'Accepter l’invitation',
      note: 'Si vous ne le souhaitez pas, ne faites rien. Le lien est pour vous seul : qui l’ouvre vous remplace.',
    },
  },
}
