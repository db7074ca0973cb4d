import { inputOf } from './sample.test-support.ts'

export { bakeryArabic, dentist, mugShop, mugShopCzech, studio } from './sample.test-support.ts'

/** A trattoria: a menu with prices in the text, hours, a wish for tables by the window. */
export const trattoria = inputOf({
  requestId: 'req_01k9trattoria000000000001',
  text: `We run Osteria Sole, a small restaurant in Leeds. We cook what the market has that morning, and the pasta is rolled by hand every day. Our menu: tomato bruschetta for £6, tagliatelle with mushrooms for £13, slow braised beef for £18, roast sea bass for £19, lemon tart for £7. Guests should be able to see the menu and reserve a table online. People often ask for the table by the window. We want a form for private parties. Our colours are deep green and cream. We are open Tuesday to Sunday 12:00-22:00. Call +44 113 496 0147. Regulars and families come to us. No delivery.`,
  kind: 'website',
  industry: 'food',
  summary: [
    'We run Osteria Sole, a small restaurant in Leeds.',
    'We cook what the market has that morning, and the pasta is rolled by hand every day.',
  ],
  wishes: [
    ['catalogue', 'Guests should be able to see the menu and reserve a table online.', 'see the menu'],
    ['booking', 'Guests should be able to see the menu and reserve a table online.', 'reserve a table online'],
    ['communication', 'We want a form for private parties.', 'a form for private parties'],
    ['ordering', 'No delivery.', 'delivery', 'wont'],
  ],
  users: ['Regulars', 'families'],
  entities: [
    ['phone', '+44 113 496 0147'],
    ['place', 'Leeds'],
  ],
})

/** German: architects who show what they built; no prices, no hours. */
export const architects = inputOf({
  requestId: 'req_01k9architects00000000001',
  language: 'de',
  text: 'Wir möchten eine Website für unser Architekturbüro. Unser Büro heißt Lindner Vogt. Wir bauen Häuser aus Holz, die hundert Jahre halten sollen. Unsere Leistungen: Neubau, Umbau, Energieberatung. Besucher sollen unsere Projekte mit großen Bildern sehen. Ein Formular für Anfragen ist uns wichtig. Die Seite soll auch auf Englisch erscheinen. Bauherren und Gemeinden kommen zu uns. Unsere Farbe ist ein dunkles Blau. Sie finden uns in Graz.',
  kind: 'website',
  industry: 'construction',
  summary: [
    'Wir möchten eine Website für unser Architekturbüro.',
    'Wir bauen Häuser aus Holz, die hundert Jahre halten sollen.',
  ],
  wishes: [
    ['media', 'Besucher sollen unsere Projekte mit großen Bildern sehen.', 'unsere Projekte mit großen Bildern'],
    ['communication', 'Ein Formular für Anfragen ist uns wichtig.', 'Ein Formular für Anfragen'],
    ['localisation', 'Die Seite soll auch auf Englisch erscheinen.', 'auch auf Englisch'],
  ],
  users: ['Bauherren', 'Gemeinden'],
  entities: [['place', 'Graz']],
})

/** A magazine: topics named in a list, nothing to sell. */
export const magazine = inputOf({
  requestId: 'req_01k9magazine0000000000001',
  text: `We publish a small magazine about slow travel called The Long Way Round. Topics are night trains, walking routes, river journeys and packing light. We want a blog where readers can browse articles by topic and search. Readers should be able to leave comments. A monthly newsletter matters most to us. It must read well on a phone. Our readers are people who would rather arrive a day late. The style should be calm and elegant, in warm terracotta.`,
  kind: 'website',
  industry: 'media',
  summary: [
    'We publish a small magazine about slow travel called The Long Way Round.',
    'Our readers are people who would rather arrive a day late.',
  ],
  wishes: [
    [
      'search',
      'We want a blog where readers can browse articles by topic and search.',
      'browse articles by topic and search',
    ],
    ['communication', 'Readers should be able to leave comments.', 'leave comments'],
    ['communication', 'A monthly newsletter matters most to us.', 'A monthly newsletter'],
  ],
  users: ['people who would rather arrive a day late'],
})

/** Courses and a membership with prices; members log in. */
export const yogaSchool = inputOf({
  requestId: 'req_01k9yogaschool00000000001',
  text: `I run a yoga school called Still Water in Cork. I teach small groups, twelve people at most, and I know everyone by name. We offer beginners' course for €90, monthly membership for €65 and weekend workshop for €120. Members should log in and watch recorded lessons at home. Students should be able to sign up for a course online. I want to see who has joined. A gentle, modern look in sage green would suit us. Write to hello@stillwater.example.`,
  kind: 'website',
  industry: 'sports',
  summary: [
    'I run a yoga school called Still Water in Cork.',
    'I teach small groups, twelve people at most, and I know everyone by name.',
  ],
  wishes: [
    [
      'accounts',
      'Members should log in and watch recorded lessons at home.',
      'log in and watch recorded lessons at home',
    ],
    ['booking', 'Students should be able to sign up for a course online.', 'sign up for a course online'],
    ['reporting', 'I want to see who has joined.', 'see who has joined'],
  ],
  users: ['Members', 'Students'],
  entities: [
    ['email', 'hello@stillwater.example'],
    ['place', 'Cork'],
  ],
})

/** An internal register: records, states, reports. */
export const warehouse = inputOf({
  requestId: 'req_01k9warehouse0000000000001',
  text: `Our warehouse team of fourteen loses an hour a day looking for pallets. We need an internal dashboard where shift leaders see every damaged pallet and what happens with it. Pickers should report a damaged pallet in two taps. Managers want a weekly report by cause. It must work with our barcode scanners. The company is called Brightwater Logistics. Our corporate colour is #0b5d57.`,
  kind: 'enterprise',
  industry: 'logistics',
  summary: [
    'Our warehouse team of fourteen loses an hour a day looking for pallets.',
    'We need an internal dashboard where shift leaders see every damaged pallet and what happens with it.',
  ],
  wishes: [
    [
      'reporting',
      'We need an internal dashboard where shift leaders see every damaged pallet and what happens with it.',
      'see every damaged pallet and what happens with it',
    ],
    ['other', 'Pickers should report a damaged pallet in two taps.', 'report a damaged pallet in two taps'],
    ['reporting', 'Managers want a weekly report by cause.', 'a weekly report by cause'],
    ['integration', 'It must work with our barcode scanners.', 'work with our barcode scanners'],
  ],
  users: ['shift leaders', 'Pickers', 'Managers'],
})

/** An interface for programs. */
export const parcelApi = inputOf({
  requestId: 'req_01k9parcelapi0000000000001',
  text: `Parcelhop offers one API for twelve parcel carriers. Developers at web shops should be able to compare prices, book a pickup and follow a parcel with the same three calls. We need documentation that a developer understands in an hour. Webhooks must tell the shop about every change. Access needs keys that can be revoked. Our customers are web shops and warehouse software vendors. Our look is dark and technical, with violet.`,
  kind: 'api',
  industry: 'software',
  summary: [
    'Parcelhop offers one API for twelve parcel carriers.',
    'We need documentation that a developer understands in an hour.',
  ],
  wishes: [
    [
      'search',
      'Developers at web shops should be able to compare prices, book a pickup and follow a parcel with the same three calls.',
      'compare prices',
    ],
    [
      'booking',
      'Developers at web shops should be able to compare prices, book a pickup and follow a parcel with the same three calls.',
      'book a pickup',
    ],
    [
      'integration',
      'Webhooks must tell the shop about every change.',
      'Webhooks must tell the shop about every change',
    ],
    ['security', 'Access needs keys that can be revoked.', 'keys that can be revoked'],
  ],
  users: ['web shops', 'warehouse software vendors'],
  entities: [['organisation', 'Parcelhop']],
})

/** French: a bakery with prices and hours, and its colours. */
export const boulangerie = inputOf({
  requestId: 'req_01k9boulangerie00000000001',
  language: 'fr',
  text: 'Nous voudrions un site pour notre boulangerie. Nous sommes Le Four de Jeanne. Notre pain lève pendant vingt heures, et nous ne vendons rien de la veille. Nous vendons la baguette pour 1,40 €, le pain de seigle pour 4,80 € et la tarte aux pommes pour 19 €. Les clients doivent pouvoir commander avant sept heures. Il faut aussi un plan d’accès. Nos couleurs sont le bordeaux et le crème. Ouvert du mardi au samedi de 7h à 19h. Nous sommes à Lyon.',
  kind: 'e-commerce',
  industry: 'food',
  summary: [
    'Nous voudrions un site pour notre boulangerie.',
    'Notre pain lève pendant vingt heures, et nous ne vendons rien de la veille.',
  ],
  wishes: [
    ['ordering', 'Les clients doivent pouvoir commander avant sept heures.', 'commander avant sept heures'],
    ['content', 'Il faut aussi un plan d’accès.', 'un plan d’accès'],
  ],
  users: ['clients'],
  entities: [['place', 'Lyon']],
})

/** Czech: a hairdresser whose customers book, in a gentle look. */
export const kadernictvi = inputOf({
  requestId: 'req_01k9kadernictvi00000000001',
  language: 'cs',
  text: 'Potřebujeme web pro kadeřnictví. Jmenujeme se Studio Vlna. Stříháme pomalu a posloucháme, co si kdo přeje. Nabízíme dámský střih za 890 Kč, pánský střih za 490 Kč a barvení za 1 600 Kč. Zákaznice si musí umět objednat termín online. Připomínka má přijít den předem. Vzhled by měl být jemný, v levandulové barvě. Otevřeno út-so 9:00-19:00. Najdete nás v Brně.',
  kind: 'website',
  industry: 'beauty',
  summary: ['Potřebujeme web pro kadeřnictví.', 'Stříháme pomalu a posloucháme, co si kdo přeje.'],
  wishes: [
    ['booking', 'Zákaznice si musí umět objednat termín online.', 'objednat termín online'],
    ['communication', 'Připomínka má přijít den předem.'],
  ],
  users: ['Zákaznice'],
  entities: [['place', 'Brně']],
})

/** Arabic, right to left: a school of languages with prices in another script's digits left out. */
export const madrasa = inputOf({
  requestId: 'req_01k9madrasa00000000000001',
  language: 'ar',
  text: 'نريد موقعًا لمدرسة لغات صغيرة في عمّان. نعلّم في مجموعات صغيرة ونعرف كل طالب باسمه. يجب أن يستطيع الطلاب التسجيل في الدورات عبر الإنترنت. نحتاج صفحة لأسعار الدورات. ألواننا أزرق وذهبي.',
  kind: 'website',
  industry: 'education',
  summary: ['نريد موقعًا لمدرسة لغات صغيرة في عمّان.', 'نعلّم في مجموعات صغيرة ونعرف كل طالب باسمه.'],
  wishes: [
    ['accounts', 'يجب أن يستطيع الطلاب التسجيل في الدورات عبر الإنترنت.', 'التسجيل في الدورات عبر الإنترنت'],
    ['content', 'نحتاج صفحة لأسعار الدورات.', 'صفحة لأسعار الدورات'],
  ],
  users: ['الطلاب'],
})
