/** Telling words of a clause, by what they are a sign of. What each is worth stands in weights-english.ts. */
export const signs: [name: string, pattern: RegExp][] = [
  [
    'greets',
    /^\W*(?:hello|hi|hiya|hey|dear|good (?:morning|day|evening|afternoon))\b|\b(?:regards|cheers|sincerely|faithfully|best wishes|all the best|thanks|thank you|greetings)\b|\bmy name is\b/iu,
  ],
  [
    'dates the past',
    /\b(?:ago|since (?:19|20)\d\d|for (?:\w+ ){0,2}(?:years|months|ages|decades)|last (?:year|month|week|season|summer|winter|spring|autumn|time)|in (?:19|20)[012]\d|until now|so far|once tried|used to|ever since|in a row|years old)\b/iu,
  ],
  [
    'states a rate',
    /\b(?:\d[\d,.]*|some|about|around|roughly|nearly|over|more than|once|twice|three times|hundreds?|thousands?|dozens?)\b[^.;]{0,40}?\b(?:a|per|every|each) (?:year|month|week|day|season|night)\b/iu,
  ],
  [
    'states money',
    /[€$£]\s?\d|\b\d[\d.,]*\s?k?\s?(?:€|\$|£|eur\b|euros?\b|usd\b|dollars?\b|pounds?\b|chf\b|czk\b|francs?\b|k\b)|\b(?:budget|grant|funding|funded|subsidy|afford|expensive|financ\w+|investment|cost(?:s|ing)? (?:us|me|too|a lot))\b/iu,
  ],
  [
    'counts people',
    /\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|hundred|thousand)\b(?: (?!tap|click|step)\p{L}+){0,2} (?:people|employees|staff|members|families|children|residents|singers|pupils|students|volunteers|clients|customers|locations|shops|branches|rooms|vans|trucks|cows|hectares|couples|guests|visitors|colleagues|flats|acres|desks|stores|sites|teachers|players|drivers|patients|technicians|mechanics|spaces)\b/iu,
  ],
  [
    'sets a date',
    /\b(?:by|before|until|in|on|from|end of|beginning of|start of|till) (?:the )?(?:end of |beginning of |start of |early |late |mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|spring|summer|autumn|winter|q[1-4]|next (?:year|month|week))\b|\b(?:deadline|timeline|go-?live|kick-?off|launch date)\b|\b20[23]\d\b/iu,
  ],
  [
    'talks business',
    /\b(?:offers? (?:from|by|are|is|must|should|until)|three offers|quotes?\b(?! request)|proposals?|references\b|nda|non-disclosure|contract|your (?:company|team|price|prices|people|offer|experience|portfolio|advice|opinion|work|agency|rates?)|call me|phone me|meet(?:ing)?(?! (?:place|room|point))|estimate\b(?!s)|tender(?:er)?s?|bidders?|vendors? (?:must|shall|should)|proposals?|daily rates?|acceptance|award(?:s|ed)?|lowest offer|payment is made|obliged|the company\b|suppliers? (?:shall|must|should)|let (?:us|me) know|agency|agencies|freelancer|developer|programmer|recommended you|based in)|^\W*(?:and |so |but )?you (?:have|could|can|would|might|may|are|do)\b/iu,
  ],
  [
    'feels',
    /\b(?:hope|think|believe|guess|afraid|aware|honestly|frankly|worr(?:y|ied|ies)|doubts?|hates?|wonderful|hopeless|tired|sad|proud|happy|glad|funny|unfortunately|sadly|embarrass\w+|crazy|nightmare|mess|hard to|difficult to|struggle\w*|cope|complain\w*|annoy\w*|frustrat\w*|miracles?|idea what|no idea|robbery|fierce|painful|problem is|fault|luckily|loyal|stubborn|angry|chaos|drowning)\b/iu,
  ],
  [
    'of the family',
    /\b(?:my|our|his|her) (?:wife|husband|sister|brother|son|daughter|nephew|niece|cousin|uncle|aunt|mother|father|mum|mom|dad|friend|partner|boss|accountant|landlord|bank|competitors?|chairman|neighbour|lawyer|grand\w+|business partner|co-founder|chairman|mum|colleague)\b(?!['’]s)|\b(?:a|one) (?:friend|colleague|cousin|nephew|neighbour) (?:of|who|put|told|recommended|made|said)\b/iu,
  ],
  ['asks', /^(?!\W*(?:and |also |plus |oh |please,? )*(?:can|could|would it|is it possible|may)\b)[^?]*\?\W*$/iu],
  [
    'asks for a part',
    /^\W*(?:and |also |plus |oh |please,? )*(?:can|could|would it be possible|is it possible|may)\b(?! (?:you|we|i) (?:tell|call|send|give|start|come|explain|see|talk|meet|do|help|recommend|offer|show|work|manage|deliver))[^?]*\?\W*$/iu,
  ],
  [
    'asks the reader',
    /^\W*(?:and |so |but )*(?:how (?:much|long|many|does|do|would)|what (?:do|does|would|is|are|will|can|kind)|who|when|which of|do you|are you|have you|did you|would you|will you|can you help|is (?:it|that|this) (?:realistic|something|possible for you)|should we|do we|why|where)\b[^?]*\?\W*$/iu,
  ],
  ['says please', /\bplease\b|\bpls\b/iu],
  [
    'refuses',
    /^\W*(?:and |but |please |absolutely |definitely )*(?:no|not|never|without|nothing)\b(?! (?:one|clue|idea|experience|budget|rush|hurry|problem|wonder|doubt|shortage)\b)/iu,
  ],
  [
    'forbids',
    /\b(?:never|under no circumstances|must not|may not|may only|should not|only [\p{L}' ]{2,40} (?:may|can|should|must)|cannot|not be|must never)\b/iu,
  ],
  [
    'wishes',
    /\b(?:i|we|they|she|he|who)(?:'d| would| should)? (?:also |really |just |basically |still |all )*(?:want|need|would like|like|love|wish|dream|prefer|hope for|require)\b|\b(?:want|wish|need)(?:s|ed)? (?:is|are|to have|a|an|the)\b|\bhave in mind\b|\b(?:is|are) (?:needed|required|expected|desired|wanted|essential|important|mandatory|a must|necessary|enough|welcome|planned)\b|\bin future\b|\b(?:i|we) (?:imagine|picture|envision|envisage|have in mind|are after|am after)\b|\bi'm after\b|\b(?:and|but|so) (?:also |now |therefore |would |really )*(?:want|need|would like|wish|are looking for) (?:to |a|an|our|my)|\b(?:don't|do not) want (?:it|any|anything)\b|\b(?:looking for|dream(?:s|ing)? of|in search of) (?:a|an|some)\b/iu,
  ],
  [
    'wants a product',
    /\b(?:want|need|like|looking for|after|imagine|picture|build|create|develop|dream of)\b[^.;]{0,30}\b(?:a|an|own|new|one|some|kind of|little|simple)\b[^.;]{0,30}\b(?:web ?sites?|web ?pages?|page|shop|store|apps?|system|software|platform|portal|tool|booking|dashboard|marketplace|site|database|calendar|form)\b/iu,
  ],
  [
    'rules out',
    /\b(?:(?:is|are|be|stays?|remains?) (?:therefore |thus |expressly |strictly |to be )?(?:excluded|ruled out|out of the question|out(?! (?:of|in|on|with|at|to|by)\b)|left out|not (?:expressly |explicitly )?(?:needed|wanted|desired|required|necessary|welcome|part of))|(?:do|get by) without|spare (?:me|us)|get rid of|has to go|(?:doesn't|don't|does not|do not) belong|(?:leave|keep) (?:\p{L}+ ){1,4}out|stays? out of|nothing of the (?:sort|kind)|none of (?:that|it|this))\b/iu,
  ],
  [
    'tells the maker',
    /^\W*(?:and |so |then |also |please |pls |for pity's sake )*(?:(?:don't|do not|never) )?(?:make|let|put|keep|leave|build|add|include|show|use|take|get rid|hide|give|spare)\b(?! (?:an offer|a quote|sure we)\b)|\bplease (?:(?:don't|do not|never|also) )?(?:make|let|put|keep|leave|build|add|include|show|use|take|hide|give|spare)\b(?! (?:us (?:know|have)|me know|an offer)\b)/iu,
  ],
  [
    'declares',
    /\b(?:is|are) (?:absolutely |an? absolute |also |not )?(?:a must|mandatory|essential|crucial|indispensable|out of scope|needed|required)(?! by\b)\b/iu,
  ],
  [
    'would please',
    /\bwould (?:already |also |really |be |make |help |save |suit |do )*(?:already|help|save|make|suit|be (?:a )?(?:\p{L}+ )?(?:nice|great|good|cool|lovely|helpful|useful|plus|fantastic|sweet|enough|perfect|ideal|welcome|relief|dream|bonus|fine)|do)\b/iu,
  ],
  [
    'at once',
    /\b(?:automatic(?:ally)?|at once|straight away|immediately|instantly|with (?:one|two|a) (?:clicks?|taps?)|one-click|in real time|digitally|with a photo|by itself|themselves|on screen|side by side|at a glance|at any time)\b/iu,
  ],
  [
    'on a device',
    /\b(?:on|from|to|in|via|through|by|as|with) (?:the|a|an|his|her|their|my|our|one|every|any)? ?(?:\p{L}+ )?(?:phones?|tablets?|screens?|website|site|page|map|app|dashboard|calendar|system|portal|list|pdf|link|account|browser|database|e-?mail|scanner|qr code|form|excel|csv|barcode)\b/iu,
  ],
  ['of each', /\b(?:each|every|any|all|everyone|everybody|anyone|only|whoever|whoever|own)\b/iu],
  ['of theirs', /\b(?:their|his|her|its|them)\b/iu],
  ['of mine', /\b(?:i|we|my|our|us|me|i'm|we're|i've|we've)\b/iu],
  ['conditional', /\b(?:if|when|once|as soon as|after|before|until|unless|whenever|within|in case)\b/iu],
  [
    'standard',
    /\b(?:wcag|gdpr|sso|single sign-on|api|rest|2fa|https|iso|encrypted?|open source|offline|hosted|eu|accessib\w+|response times?|availability|uptime|languages?|english|german|french|spanish|italian|dutch|polish)\b/iu,
  ],
  [
    'third parties',
    /\b(?:landlord|authorit(?:y|ies)|competitors?|competition|works council|insurance|insurer|ministry|bank|council|the city|the town|municipality|chairman|chairwoman|the board|association|government|inspect\w*|union|university|sponsors?|foundation|lawyers?|tax office|accountant|distributor|headquarters|co-op|parent company|neighbours|head teacher|mayor|bishop|state|law)\b/iu,
  ],
  [
    'bids',
    /\b(?:bidders?|bids?|tender(?:s|ers|ing)?|proposals?|references\b|warranty|liability|governed by|penalt(?:y|ies)|payment (?:shall|will|is|terms)|offers? (?:submitted|received|after)|three offers|offers? (?:must|shall|should|are|is|have)|quotations?|award|subcontract\w*|contract|daily rates?|the (?:supplier|contractor|vendor|provider|bidder|tenderer)s?)\b/iu,
  ],
  [
    'some of them',
    /^\W*(?:two(?!-factor)|three|four|five|six|seven|ten|\d[\d,.]*|some|most|many|half|several|one of|a few|none|neither|another|hundreds|thousands)\b/iu,
  ],
  ['numbers', /\d/u],
  [
    'seeks people',
    /\b(?:need|want|looking for|look for|find|hire|seek|search for) (?:a |an |some |the )?(?:\p{L}+ )?(?:someone|somebody|partner|developer|agency|programmer|company|person|people who|firm|help|advice|supplier|freelancer|team|cook|staff|driver|apprentice|nurses)\b/iu,
  ],
  [
    'flows',
    /\b(?:ends? up|lands?|flows?|goes|go|passed|forwarded|sent|pushed|moves?|moved|delivered|comes?|arrives?|appears?|next) (?:straight |directly |automatically |back |out )?(?:in|into|to|on|onto|from|in front of)\b/iu,
  ],
  [
    'limits',
    /\b(?:only|read-only|at least|at most|max(?:imum)?|no more than|not more than|without|within|until|less than|more than|up to|minimum)\b/iu,
  ],
  [
    'opening hours',
    /\bon (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:is|are|am|we're) (?:open|closed)\b|\bin (?:january|february|march|april|may|june|july|august|september|october|november|december|summer|winter|spring|autumn)\b/iu,
  ],
  [
    'old ways',
    /\b(?:whiteboard|by hand|fax|sticky notes?|notebook|napkin|spreadsheets?|excel|paper|facebook|whatsapp|shoebox\w*|cash only|binders?|folders? of|legacy|typed in|phone round|in word|wordpress|joomla|old (?:site|website|system|page|software)|present site|former site|existing (?:site|website|terminals))\b/iu,
  ],
  [
    'lives',
    /\b(?:lives?|loves?|hates?|stands?|arrives? (?:in|through|by|every)|turn up|happens?|belongs?|means?|depends?|retires?|consists?|comes? (?:from|in|to us|back|every|once|with)|reach(?:es)? us|works? (?:with|at|for|from|in|as|well|until)|takes? (?:care|place|me|us|about|around|roughly|too|all|most)|costs? (?:us|me|too)|is run|are run|runs? on|started|meets?|circles?)\b/iu,
  ],
  [
    'tells of itself',
    /\b(?:is|are|was|were) (?:very |quite |rather |really |just |only |still |a bit |too |far too |so )?(?:a|an|the|our|my|his|her|small|big|old|new|short|long|fine|good|great|bad|thin|tight|hard|secret|full|dead|busy|quiet|close|far|sure|attached|from|volunteers|based|located|in)\b/iu,
  ],
  [
    'offers to do',
    /^\W*(?:i|we)(?:'d| would| can| could| will|'ll) (?!(?:also |really |very much |just |still )*(?:like|love|need|want|prefer|wish|have to|see|be able))/iu,
  ],
  ['contrast', /^\W*(?:but|although|though|however|because|since|as)\b/iu],
  [
    'continues',
    /^\W*(?:and|also|then|plus|so|oh and|after that|from there|later|afterwards|at the end|at the same time|in addition)\b/iu,
  ],
  [
    'place of work',
    /\b(?:town|village|city|county|region|family business|street|hills?|coast|downtown|farm|valley)\b/iu,
  ],
  [
    'trade',
    /^\W*(?:\p{L}+ ){0,2}(?:we|i) (?:are(?! after| missing| looking)|am(?! after| missing| looking)|run|sell|make|own|rent|repair|teach|grow|offer|supply|serve|treat|move|keep|organi[sz]e|work|produce|import|bake|brew|have|host|represent|manage|use)\b|^(?!\W*(?:what|which|that|where|it)\b)\W*[\p{L} -]{3,40} (?:is|are) an? \p{L}/iu,
  ],
  [
    'told',
    /\b(?:said|told|mentioned|suggested|thinks?|complains?|insists?|remembers?|says (?:i|we|it|that|some|no|so)|asks? (?:the same|for the same|us|me|whether|why))\b/iu,
  ],
]
