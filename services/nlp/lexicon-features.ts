import type { Feature } from './contract.ts'
import { terms } from './text.ts'

export type Category = Feature['category']

/**
 * Words that name a part of a product, by category, strongest first. The category with the most weight wins; an earlier
 * one wins a tie. A list item or a fragment counts as a wish only if it holds one of these.
 */
const lexicon: [Category, weight: number, string][] = [
  [
    'offline',
    4,
    'off-?line|without (?:an? )?(?:internet|connection|network|signal|wi-?fi|reception)|no (?:internet|signal|connection|reception)|bez internetu|ohne internet|hors ligne|\\p{L}{0,3}بدون إنترنت\\p{L}*|\\p{L}{0,3}دون اتصال\\p{L}*',
  ],
  [
    'localisation',
    4,
    'languages?|multi-?lingual|bilingual|translat\\p{L}*|locali[sz]ation|(?:in|into) (?:english|german|czech|french|polish|spanish|italian|slovak|ukrainian|russian|arabic|dutch|hungarian)(?: (?:and|or|,)? ?\\p{Lu}?\\p{L}+)?|jazyk\\p{L}*|sprachen?|mehrsprachig|langues?|multilingue|\\p{L}{0,3}لغات\\p{L}*|\\p{L}{0,3}باللغ\\p{L}*|\\p{L}{0,3}ترجم\\p{L}*',
  ],
  [
    'security',
    4,
    'gdpr|dsgvo|rgpd|encrypt\\p{L}*|two-?factor|2fa|back-?ups?|access rights|audit trail|audit log|data protection|privacy|secure\\p{L}*|security|consent|cookie banner|personal data|hipaa|logged|only (?:see|access|view)|not (?:see|be visible)|stored in the (?:eu|uk|country)',
  ],
  [
    'payment',
    3,
    'pay|pays|paid|donat\\p{L}*|payments?|card|cards|paypal|stripe|apple pay|google pay|klarna|bank transfer|invoices?|invoicing|billing|deposits?|refunds?|vouchers?|gift cards?|instal?ments?|cash on delivery|tips?|subscriptions?|checkout|vat|discount(?:s| codes?)?|coupons?|platb\\p{L}*|zaplat\\p{L}*|plat(?:it|ba)|kart(?:ou|a|y)|faktur\\p{L}*|bezahl\\p{L}*|zahl(?:en|ung|ungen)|kreditkarte|rechnung(?:en)?|paiements?|payer|paient|payent|par carte|carte bancaire|factures?|\\p{L}{0,3}دفع\\p{L}*|\\p{L}{0,3}بطاق\\p{L}*|\\p{L}{0,3}فاتور\\p{L}*',
  ],
  [
    'booking',
    3,
    'book|books|booked|booking|bookings|appointments?|reserv\\p{L}*|calendars?|time ?slots?|slots?|schedul\\p{L}*|waiting list|wait ?list|reschedule|availability|free nights?|(?:choose|pick|find) (?:a|their|another) (?:time|date|day|slot|seat)s?|pick (?:their )?seats|rent|rents|hire (?!us|me)|timetables?|shifts?|rota|roster|classes|sessions|tables?|rezervac\\p{L}*|objedn(?:at|ání) (?:termín|se)|termín\\p{L}*|kalend\\p{L}*|buchen|buchung\\p{L}*|termine?|reservier\\p{L}*|rendez-vous|réserv\\p{L}*|agenda|calendrier|\\p{L}{0,3}حجز\\p{L}*|\\p{L}{0,3}موعد\\p{L}*|\\p{L}{0,3}مواعيد\\p{L}*',
  ],
  [
    'ordering',
    3,
    'orders?|ordered|ordering|cart|basket|pick-?ups?|pick up|collect(?:ion)? (?:in|at|on|from)|delivery|deliveries|delivers?|quotations?|ask for an? (?:quote|price|offer)|bids?|shipping|shipments?|parcels?|dispatch|buy|purchase|quote requests?|request a quote|take-?away|pre-?orders?|track(?:ing)? (?:of )?(?:orders?|parcels?|deliver\\p{L}*)|returns|click and collect|wholesale|tickets?|kos(?:ík|i?k)\\p{L}*|objedn\\p{L}*|doprav\\p{L}*|doručen\\p{L}*|vyzved\\p{L}*|bestell\\p{L}*|warenkorb|liefer\\p{L}*|versand|abhol\\p{L}*|command(?:e|es|er)|panier|livraisons?|retrait|\\p{L}{0,3}طلب\\p{L}*|\\p{L}{0,3}توصيل\\p{L}*|\\p{L}{0,3}سلة\\p{L}*',
  ],
  [
    'catalogue',
    3,
    'products?|goods|catalogues?|catalogs?|glazes?|variants?|sizes?|colou?rs?|configurator|configure|customi[sz]e|personali[sz]e|engrav\\p{L}*|stock|inventory|price ?lists?|prices?|collections?|categories|listings?|items?|menus?|materials?|assortment|range of|zboží|produkt\\p{L}*|sklad\\p{L}*|velikost\\p{L}*|barv\\p{L}*|ceník|größen?|farben?|lager\\p{L}*|preise?|sortiment|produits?|tailles?|couleurs?|stocks?|tarifs?|\\p{L}{0,3}منتج\\p{L}*|\\p{L}{0,3}أسعار\\p{L}*|\\p{L}{0,3}سعر\\p{L}*|\\p{L}{0,3}قائمة\\p{L}*',
  ],
  [
    'integration',
    3,
    'integrat\\p{L}*|connect(?:s|ed|ion)?(?: to| with)|sync\\p{L}*|api|apis|interfaces?|imports?|webhooks?|pohoda|xero|quickbooks|datev|sap|salesforce|hubspot|zapier|google calendar|outlook|microsoft 365|office 365|exchange|shopify|woocommerce|zebra|erp|accounting (?:system|software)|existing (?:system|software|database)|helios|money s3|lexware|sage|propoj\\p{L}*|napoj\\p{L}*|schnittstelle\\p{L}*|anbindung|connecté?e? (?:à|avec)|intégr\\p{L}*',
  ],
  [
    'accounts',
    3,
    'accounts?|sign (?:them|your|our)sel(?:f|ves) up|sign in|sign up|log ?in|log in|registration|register|profiles?|roles?|permissions?|passwords?|members? area|customer area|patient area|portal|memberships?|single sign-on|sso|user management|přihl\\p{L}*|registrac\\p{L}*|účt?u?y?|účet|anmeld\\p{L}*|registrier\\p{L}*|konto|benutzer\\p{L}*|compte|inscri\\p{L}*|connexion|mot de passe|\\p{L}{0,3}تسجيل\\p{L}*|\\p{L}{0,3}حساب\\p{L}*',
  ],
  [
    'communication',
    3,
    'e-?mails?|sms|text messages?|messages?|notif\\p{L}*|push|reminders?|remind|reminds|chat|newsletters?|forms?|contact page|enquir(?:y|ies)|inquiry|send (?:us|me) an? \\p{L}+|briefs?|ask (?:us|me)? ?for an?|get in touch|write to (?:us|me)|tell (?:us|me)|call (?:us|me)|text (?:the |our )?(?:owners?|customers?|clients?|patients?|members?|people|parents)|told|whatsapp|telegram|comments?|reviews?|ratings?|feedback|alerts?|alert|warn|warns|call ?back|forum|invitations?|připom\\p{L}*|zpráv\\p{L}*|e-?mail\\p{L}*|upozorn\\p{L}*|kontaktní formulář|formulář|erinner\\p{L}*|nachricht\\p{L}*|benachrichtig\\p{L}*|kontaktformular|rappels?|messages?|formulaire|\\p{L}{0,3}رسال\\p{L}*|\\p{L}{0,3}رسائل\\p{L}*|\\p{L}{0,3}إشعار\\p{L}*|\\p{L}{0,3}تذكير\\p{L}*|\\p{L}{0,3}تواصل\\p{L}*',
  ],
  [
    'search',
    3,
    'search|searches|searching|filter|filters|sort by|find|finds|map|maps|directory|finder|locator|near me|vyhled\\p{L}*|hled\\p{L}*|filtr\\p{L}*|map(?:a|u|ě)|such(?:e|en|funktion)|karte|recherch\\p{L}*|carte interactive|\\p{L}{0,3}بحث\\p{L}*|\\p{L}{0,3}خريط\\p{L}*|\\p{L}{0,3}خارط\\p{L}*',
  ],
  [
    'reporting',
    3,
    'reports?|reporting|dashboards?|statistics|charts?|graphs?|analytics|overviews?|kpis?|exports?|summary|summaries|turnover|sales per|forecasts?|history|logs?|přehled\\p{L}*|statisti\\p{L}*|report\\p{L}*|auswertung\\p{L}*|übersicht|bericht\\p{L}*|tableau de bord|rapports?|statistiques|\\p{L}{0,3}تقرير\\p{L}*|\\p{L}{0,3}تقارير\\p{L}*|\\p{L}{0,3}إحصا\\p{L}*',
  ],
  [
    'automation',
    3,
    'automatic(?:ally)?|automat\\p{L}*|workflows?|ai|artificial intelligence|machine learning|recommend\\p{L}*|suggest\\p{L}*|recogni[sz]\\p{L}*|assign(?:s|ed)?|approv\\p{L}*|trigger\\p{L}*|predict\\p{L}*|recurring|rules|calculat\\p{L}*|calculator|route planning|chat ?bot',
  ],
  [
    'media',
    3,
    'photos?|photographs?|pictures?|films?|sound samples?|images?|videos?|upload\\p{L}*|galler(?:y|ies)|audio|podcasts?|documents?|files?|pdfs?|scan|scans|scanned|scanning|scanner|camera|bar ?codes?|qr(?: codes?)?|drawings?|recordings?|download\\p{L}*|fot(?:o|ky|ek|ografi\\p{L}*)|galeri\\p{L}*|obrázk\\p{L}*|bilder|fotos?|galerie|dokumente?|photos?|vidéos?|galerie|documents?|\\p{L}{0,3}صور\\p{L}*|\\p{L}{0,3}معرض\\p{L}*|\\p{L}{0,3}فيديو\\p{L}*',
  ],
  [
    'content',
    2,
    '(?:add|edit|update|change)[^,;.]{2,40}(?:myself|ourselves|without (?:calling|asking|a programmer|help|any help))|blogs?|news|articles?|pages?|pop-?ups?|about (?:us|me)|stor(?:y|ies)|faqs?|texts?|portfolio|testimonials?|references|opening hours|cms|edit(?:or)?|publish|case studies|recipes?|guides?|tutorials?|courses?|lessons?|events? (?:page|list|calendar)|concert(?: date)?s|exhibitions?|introduc(?:e|es|ing)|team page|landing|home page|banner|dark mode|design|press|jobs? (?:page|board)|careers?|stránk\\p{L}*|článk\\p{L}*|novink\\p{L}*|blog|seite[n]?|aktuelles|neuigkeiten|beiträge|articles?|actualités|pages?|\\p{L}{0,3}أخبار\\p{L}*|\\p{L}{0,3}مقال\\p{L}*|\\p{L}{0,3}صفح\\p{L}*|\\p{L}{0,3}مدون\\p{L}*',
  ],
]

const compiled = lexicon.map(([category, weight, list]) => ({ category, weight, pattern: terms(list, 'giu') }))

/** The category a phrase speaks of most, with its weight; 0 when none of the words is known. */
export function categoryOf(text: string): { category: Category; weight: number } {
  let best: { category: Category; weight: number } = { category: 'other', weight: 0 }
  for (const { category, weight, pattern } of compiled) {
    const hits = text.match(pattern)?.length ?? 0
    const total = hits && weight + 0.5 * (hits - 1)
    if (total > best.weight) best = { category, weight: total }
  }
  return best
}

/** Whether a phrase names a part of a product. */
export const namesFeature = (text: string): boolean => compiled.some(({ pattern }) => text.search(pattern) >= 0)
