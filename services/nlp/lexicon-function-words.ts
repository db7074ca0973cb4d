/**
 * Small words that carry grammar and hardly any meaning, per language. They tell languages apart, and are skipped when
 * keywords are counted. Czech holds the spelling without accents too, because people type it so on phones.
 */
const lists = {
  en: `the a an and or but if then than that this these those there here of to in on at by for from with without about into over under after before
    between through during per as is are was were be been being am do does did have has had having will would shall should can could may might must
    not no nor so too very just also only own same such both each every any some all more most other few many much i me my mine we us our ours you your
    yours he him his she her hers it its they them their theirs who whom whose which what when where why how up down out off again once because until
    while i'm i've i'd i'll we're we've we'd we'll it's that's don't doesn't isn't aren't can't won't didn't let let's please like want wants need needs`,
  cs: `a i o u v ve z ze k ke s se na do od po pro při před za bez mezi nad pod aby ale ani ano ne nebo že když jak jako který která které kteří kterou kde
    kam kdy proto protože tak také taky už jen jsem jsi je jsme jste jsou byl byla bylo byli být bude budou budeme chci chceme chtěl chtěla chtěli bychom
    bych by mít mám máme mají může můžou mohou mohli mohl musí musíme potřebuji potřebujeme potřeboval nás nám naše náš naši našich můj moje si to ten ta
    ty tento tato toto ti jejich jeho její co něco více velmi asi až podle třeba měl měla mělo měly pri aby ktery ktera ktere kteri proc protoze jak takze
    chtel chteli muze muzou musi potrebuji potrebujeme nas nase muj jsem neni není vsechny všechny`,
  de: `der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als dass dies diese dieser dieses hier von vom zu zum zur in im an am
    auf bei für mit ohne über unter nach vor zwischen durch während pro wie ist sind war waren sein bin bist haben hat hatte habe werden wird wurde soll
    sollen sollte sollten kann können könnte könnten darf dürfen muss müssen müsste nicht kein keine keinen auch nur sehr mehr viele alle jeder jede jedes
    ich mich mir mein meine wir uns unser unsere unseren unserer sie ihr ihre ihren er es man sich was wer wo wann warum damit weil so noch schon bitte
    möchte möchten will wollen wollten brauche brauchen benötigen benötige etwa etwas aus bis`,
  fr: `le la les l'un un une des du de et ou mais si que qui quoi dont où ce cet cette ces ici à au aux en dans sur sous par pour avec sans entre pendant
    chez vers comme est sont était être été suis es sommes êtes ai as a avons avez ont avoir sera seront serait fait faire peut peuvent pouvoir pourrait
    pourraient doit doivent devrait devraient faut faudrait ne pas plus moins aussi très tout tous toute toutes chaque je me moi mon ma mes nous notre nos
    vous votre vos il elle ils elles leur leurs on se son sa ses y quand comment pourquoi parce donc car puis veux voulons voudrais voudrions souhaite
    souhaitons aimerais aimerions besoin j'ai c'est d'un d'une qu'il l'on n'est`,
  es: `el la los las un una unos unas y o pero si que quien cual donde cuando como este esta estos estas ese esa de del al a en con sin por para entre sobre
    desde hasta es son era ser soy somos está están estar ha han he hemos haber hay tiene tienen tengo tenemos puede pueden podría debe deben no más muy
    también todo todos yo me mi mis nosotros nuestro nuestra nuestros su sus lo le les se quiero queremos quisiera necesito necesitamos porque cada`,
  ru: `и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему теперь когда даже ну
    ли если уже или быть был него до вас нибудь уж вам ведь там потом себя ничего ей может они тут где есть надо мы для их чем была сам чтоб без чего
    этого этот эта это чтобы можно нужно нужен нужна хочу хотим нам наш наша наши нас который которые должны должен при также`,
  uk: `і й в у не що він на я з із зі як а то все вона так його але та ти до же ви за б би по тільки її мені було від мене ще немає о про вже або бути був
    нього вас вам там потім себе нічого їй може вони тут де є треба ми для їх чим була сам без чого цього цей ця це щоб можна потрібно потрібен
    потрібна хочу хочемо нам наш наша наші нас який яка які повинні повинен при також хотіли`,
  pl: `i w we z ze na do od po dla przy przed za bez między nad pod o u a ale ani tak nie lub albo że żeby aby gdy kiedy jak jako który która które którzy
    gdzie dlatego ponieważ też także już tylko jestem jest są był była było byli być będzie będą chcę chcemy chciałbym chciałabym chcielibyśmy mieć mam
    mamy mają może mogą mogli musi muszą potrzebuję potrzebujemy nas nam nasz nasza nasze naszych mój moja moje się to ten ta te tego tej ich jego jej co
    coś bardzo każdy powinien powinna powinno powinny`,
  ar: 'في من على إلى عن مع هذا هذه ذلك التي الذي أن أو لا ما هو هي كان نحن أريد نريد كل بعد قبل حتى إذا',
} as const

export type KnownLanguage = keyof typeof lists

/** The words of each language as a set, lower case. */
export const functionWords = Object.fromEntries(
  Object.entries(lists).map(([code, words]) => [code, new Set(words.split(/\s+/))]),
) as Record<KnownLanguage, Set<string>>
