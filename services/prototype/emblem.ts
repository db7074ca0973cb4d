import type { Shape } from './art.ts'
import { emblems } from './emblem-shapes.ts'
import { drawFrom } from './seed.ts'

/** Beginnings of words, in the languages we read, and the sign that stands for the thing. The first that fits is taken. */
const signs: [sign: string, stems: string][] = [
  ['tooth', 'dent|teeth|tooth|hygien|whitening|zub|zahn|prophyla|blanchiment|أسنان'],
  ['scissors', 'hair|barber|shear|střih|kadeř|friseur|schnitt|coiff|coupe|حلاق|قص'],
  ['lotus', 'yoga|meditat|pilates|massag|wellness|spa|masáž|bien-être|يوغا|تدليك'],
  ['pizza', 'pizz'],
  ['ice', 'ice cream|gelato|zmrzlin|eis|glace|sorbet'],
  ['cake', 'cake|tart|dessert|tiramis|dort|zákusk|torte|kuchen|gâteau|pâtiss|حلوى|كعك'],
  [
    'bread',
    'bread|bun|loaf|rolls?|bagel|bruschetta|toast|sourdough|croissant|chléb|rohlík|brot|brötchen|pain|baguette|خبز',
  ],
  ['fish', 'fish|bass|salmon|tuna|seafood|ryb|fisch|lachs|poisson|سمك'],
  [
    'bowl',
    'bowl|soup|pasta|tagliatelle|spaghetti|noodle|risotto|curry|salad|stew|misk|polév|salát|těstovin|schüssel|schale|suppe|nudel|salat|soupe|pâtes|salade|bol|حساء|شوربة|سلطة',
  ],
  ['glass', 'wine|cocktail|beer|juice|drink|víno|pivo|nápoj|wein|bier|saft|getränk|vin|bière|boisson|عصير|مشروب'],
  ['bottle', 'bottle|oil|olive oil|liqueur|perfume|shampoo|láhev|olej|flasche|öl|bouteille|huile|زجاجة|زيت'],
  ['jar', 'jam|honey|jar|pickle|marmalade|chutney|med|džem|honig|marmelade|confiture|miel|عسل|مربى'],
  [
    'cup',
    'mug|cup|espresso|coffee|tea|latte|cappuccino|hrn|šálek|káv|čaj|tasse|becher|kaffee|tee|café|thé|فنجان|قهوة|شاي',
  ],
  [
    'plate',
    'plate|dish|beef|steak|chicken|pork|lamb|meal|menu|lunch|dinner|talíř|hověz|kuře|jídl|teller|rind|huhn|gericht|assiette|bœuf|poulet|plat|طبق|لحم|دجاج',
  ],
  [
    'fruit',
    'apple|fruit|vegetable|berry|pear|tomato|jablk|ovoc|zelenin|apfel|obst|gemüse|pomme|légume|فاكهة|خضار|تفاح',
  ],
  ['flower', 'flower|bouquet|rose|tulip|wreath|květin|kytic|blume|strauß|fleur|bouquet|زهور|ورد'],
  [
    'leaf',
    'plant|herb|garden|tea leaf|organic|seed|rostlin|bylin|zahrad|pflanz|kräuter|garten|plante|jardin|نبات|أعشاب',
  ],
  ['tree', 'tree|forest|wood|timber|strom|les|dřev|baum|wald|holz|arbre|bois|خشب|شجر'],
  ['candle', 'candle|wax|svíčk|kerze|bougie|شمع'],
  ['ring', 'ring|jewel|necklace|earring|bracelet|šperk|prsten|schmuck|kette|bijou|collier|bague|مجوهرات|خاتم'],
  [
    'shirt',
    'shirt|dress|cloth|jacket|scarf|sweater|trouser|knit|fashion|tričk|oděv|šaty|svetr|kleid|hemd|jacke|mode|robe|vêtement|ملابس|قميص',
  ],
  ['gift', 'gift|voucher|present|dár|gutschein|geschenk|cadeau|هدية'],
  ['bag', 'bag|purse|backpack|leather|tašk|kabelk|tasche|rucksack|leder|sac|cuir|حقيبة'],
  ['bicycle', 'bicycle|bike|cycling|kol[ao]|fahrrad|vélo|دراجة'],
  [
    'truck',
    'truck|transport|freight|delivery|moving|haul|náklad|doprav|lkw|lieferung|umzug|camion|livraison|شاحنة|نقل',
  ],
  ['car', 'car|vehicle|tyre|tire|driv|auto|vůz|pneu|fahr|reifen|voiture|conduite|سيارة'],
  ['bed', 'room|bed|night|apartment|hotel|sleep|pokoj|ložnic|zimmer|bett|übernacht|chambre|lit|nuit|غرفة|سرير'],
  ['house', 'house|home|flat|roof|building|neubau|umbau|renovat|dům|stavb|byt|haus|wohn|maison|toit|بيت|منزل'],
  ['key', 'key|access|rent|lock|klíč|pronájem|schlüssel|miete|clé|location|مفتاح|إيجار'],
  ['camera', 'photo|camera|portrait|wedding|film|video|fotk|foto|svat|bild|hochzeit|mariage|صورة|تصوير'],
  [
    'music',
    'music|piano|guitar|concert|singing|singer|choir|violin|hudb|klavír|zpěv|musik|klavier|gesang|chor|musique|chant|موسيقى',
  ],
  ['ball', 'football|ball|tennis|team|match|fotbal|míč|fußball|spiel|équipe|كرة'],
  ['weight', 'gym|fitness|training|workout|strength|trainer|posil|cvičen|trénink|kraft|musculation|لياقة|تدريب'],
  ['mountain', 'hik|walk|mountain|trail|route|trek|ski|hory|túr|výlet|berg|wander|montagne|randonnée|جبل'],
  [
    'globe',
    'travel|tour|trip|journey|train|language|english|cest|zájezd|jazyk|reise|sprach|zug|voyage|langue|سفر|رحلة|لغة',
  ],
  ['paw', 'dog|cat|pet|vet|animal|puppy|pes|psy|koč|zvíř|hund|katze|tier|chien|chat|animal|كلب|قطة|حيوان'],
  [
    'tool',
    'repair|service|plumb|mechanic|install|mainten|oprav|montáž|údržb|reparatur|wartung|montage|réparation|entretien|إصلاح|صيانة',
  ],
  ['gear', 'machine|engine|part|production|stroj|díl|maschine|teil|pièce|آلة'],
  [
    'book',
    'book|course|lesson|class|school|read|magazine|magazín|knih|kurz|lekc|škol|buch|kurs|unterricht|livre|cours|leçon|كتاب|دورة|درس',
  ],
  ['pen', 'writ|text|copy|translat|article|content|psan|překlad|článk|schreib|übersetz|écri|traduct|كتابة|ترجمة'],
  ['brush', 'paint|design|logo|brand|illustrat|draw|art|malb|kresl|grafik|malen|gestalt|peint|dessin|رسم|تصميم'],
  ['ticket', 'ticket|event|workshop|show|festival|vstupenk|akce|karte|veranstalt|billet|événement|تذكرة|فعالية'],
  [
    'people',
    'member|group|family|team|club|children|kids|člen|skupin|rodin|dět|mitglied|gruppe|familie|kinder|membre|groupe|famille|enfant|عضوية|مجموعة|عائلة|أطفال',
  ],
  [
    'person',
    'check-?up|consult|coach|therap|advice|session|visit|beginner|porad|terap|prohlídk|konzult|berat|untersuch|conseil|séance|استشارة|علاج',
  ],
  ['heart', 'care|health|nurs|wedding|love|péče|zdrav|pflege|gesund|soin|santé|رعاية|صحة'],
  [
    'drop',
    'water|soap|cream|cosmetic|clean|wash|skin|vod|mýdl|krém|úklid|wasser|seife|reinig|haut|savon|crème|nettoy|ماء|صابون|تنظيف',
  ],
  ['chair', 'chair|table|furniture|sofa|desk|židl|stůl|nábytek|stuhl|tisch|möbel|chaise|meuble|كرسي|أثاث'],
  ['phone', 'phone|mobile|app|sms|telefon|mobil|handy|téléphone|هاتف|تطبيق'],
  [
    'chart',
    'report|analy|data|account|tax|finance|statist|účet|daň|bericht|steuer|buchhalt|rapport|compta|impôt|تقرير|محاسبة',
  ],
  ['screen', 'web|software|computer|online|program|server|počítač|rechner|ordinateur|logiciel|برنامج|حاسوب'],
  ['shield', 'insur|secur|legal|law|contract|pojišt|bezpeč|práv|versicher|sicherh|recht|assur|sécur|juridi|تأمين|أمن'],
  ['parcel', 'parcel|box|pack|pallet|shipping|balík|krabic|paket|karton|palette|colis|boîte|طرد|صندوق'],
  ['letter', 'newsletter|mail|letter|post|invit|dopis|pozván|brief|einlad|lettre|رسالة|بريد'],
  ['sun', 'summer|camp|solar|energy|outdoor|léto|tábor|energi|sommer|sonne|été|soleil|طاقة|شمس'],
]
const patterns = signs.map(([sign, stems]) => ({ sign, pattern: new RegExp(String.raw`(?<!\p{L})(?:${stems})`, 'iu') }))

/** The sign for a thing as the customer called it; undefined when we have none, and then nothing is shown rather than something else. */
export const signFor = (name: string): string | undefined => patterns.find(({ pattern }) => pattern.test(name))?.sign

const scale = 1.7
const left = 115
const top = 65

/** A path of the box of 100 × 100 in the box of 400 × 300, its middle on the middle. */
const placed = (path: string): string =>
  path.replace(/([MLCAZ])([^MLCAZ]*)/gu, (_, command: string, text: string) => {
    const numbers = text.split(/[ ,]+/u).filter(Boolean).map(Number)
    // An arc has two radii and three plain numbers before its point.
    const every = command === 'A' ? 7 : 2
    const put = numbers.map((value, index) => {
      const at = (index % every) - (every - 2)
      if (at < -3) return value * scale
      return at < 0 ? value : (at === 0 ? left : top) + value * scale
    })
    return command + put.map(Math.round).join(' ')
  })

const grounds = [
  'M200 20a130 130 0 1 0 0 260a130 130 0 1 0 0 -260z',
  'M0 300V150h400v150z',
  'M60 300V150a140 140 0 0 1 280 0V300z',
  'M0 0h200v300h-200z',
  'M0 300L400 0V300z',
  'M40 40h320v220h-320z',
] as const

/** A picture of a thing: its sign on a quiet ground that differs from thing to thing. */
export function emblemFor(sign: string, seed: string): Shape[] {
  const draw = drawFrom(`${seed} emblem`)
  const [ground, figure] = draw.pick([
    ['art3', 'art0'],
    ['art0', 'art3'],
  ] as const)
  const strokes = emblems[sign] ?? []
  return [
    { d: 'M0 0h400v300h-400z', c: ground },
    { d: draw.pick(grounds), c: figure },
    ...strokes.map(([colour, path]): Shape => ({ d: placed(path), c: `art${colour}` })),
  ]
}
