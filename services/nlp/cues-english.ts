import { terms } from './text.ts'

// Patterns of English wishes, and of what looks like one. Order and priorities are decided in needs-english.ts.

export const must = terms(
  'must(?! have (?:been|gone|done|known|lost|heard|seen|noticed))|shall|have to|has to|got to(?! know)|gotta|needs? to|needs?(?! (?:for|of)\\b)|require[sd]?|essential|mandatory|crucial|critical|is (?:absolutely )?necessary|are (?:absolutely )?necessary|is important|are important|very important|absolutely',
)
export const should = terms(
  "should(?! have (?:been|gone|done|known))|ought to|wants?|would (?:really |also |rather |very much |just )*(?:like|love)|(?:i|we|they)'d (?:really |also |rather |just )*(?:like|love)|looking for|wish for|wish to|expect|prefer|interested in|dreams? of|supposed to|would (?:really |also )?(?:help|save)(?: us| me)?|can you (?:build|make|create|develop|design|set up|add)|could you (?:build|make|create|develop|design)|(?:we|i) (?:are|am|plan|hope|intend)(?: planning| hoping)?(?: to)? (?:build|create|develop|make|set up|launch)|(?:planning|building|creating|developing) (?:a|an|our|my)|(?:the )?(?:goal|aim|idea|plan) is (?:a|an|to (?:build|create|have|make))|(?:please )?make it possible|it is important that",
)
export const could = terms(
  'could|might|nice[- ]to[- ]have|(?:would|could|might) be (?:really |very |also |quite |so |a )?(?:nice|great|good|cool|lovely|helpful|useful|handy|bonus|perfect|fantastic|wonderful|(?:great|big|huge|real) help|relief)|ideally|optional(?:ly)?|(?:maybe|perhaps|possibly)(?! (?:an? )?(?:\\d|one|two|three|four|five|six|ten|a dozen|twenty|thirty|fifty|hundred))|as a bonus|later on|(?:maybe|perhaps) later|^later|in the future|one day|eventually|at some point|(?:second|later|next) (?:phase|step|stage)|phase (?:2|two)|not urgent|is it possible (?:to|for|that)|would it be possible (?:to|for|that)',
)
export const wont = terms(
  "(?:do not|don't|does not|doesn't|no longer) (?:really |actually )?(?:want|need|require|have to|need to)|no need (?:for|to)|not (?:needed|required|necessary|wanted|in scope)|out of scope|unnecessary|not part of",
)
/** "I don't want anything complicated" and "it must not be slow" ask for a quality; they exclude no feature. */
export const quality =
  /\b(?:don['’]t|do not|does not|doesn['’]t) (?:want|need) (?:it|this|that|anything|something|the \w+|people|customers|users|visitors|patients)\b|\b(?:want|need) to be (?:complicated|slow|expensive)/iu

export const dismissed = [
  /\b(?:i|we) (?:must|should|have to|need to|want to|would like to|wanted to) (?:also )?(?:say|admit|mention|confess|note|thank|apologi[sz]e|know (?:how much|how long|if|whether|when|what it|more|your|about|that)|hear|understand|ask|discuss|talk|meet|speak|find out|learn|see (?:if|how|whether)|check)\b/iu,
  /\b(?:could|can|would|should) (?:you|we|i) (?:please |also |maybe )?(?:tell|send|call|let me know|contact|get back|give|explain|advise|estimate|quote|come|meet|have a (?:call|chat)|talk|speak|be (?:free|available)|start|recommend|provide|reply|write)\b/iu,
  /\bwould you (?:be|like|have|mind)\b|\b(?:how much|how long|when) (?:would|will|can|could|should)\b/iu,
  /\b(?:please )?(?:call|contact|e-?mail|write to|reply to|ring|phone) (?:me|us)\b(?! (?:form|page|button))|\bget in touch\b|\blooking forward\b|\bhope to hear\b/iu,
  /\b(?:cost|exceed) (?:more|less|at most|no more)\b|\bexceed\b/iu,
  /^\W*(?:and |so |then )?you (?:must|should|need to|need|have to|could|might|can)\b(?! (?:build|make|create|add))|\byou (?:must|should|need to|have to) know\b|\b(?:was|were|had been) looking for\b|\blet me know\b|\bplease (?:note|find|see|reply|send (?:me|us)|give|advise|confirm|let)\b/iu,
  /(?<!\b(?:who|which) )\b(?:could|can|did|was|were|would|are|is)(?: not|n['’]t|not)(?: (?:really|even|longer))? (?:keep|find|afford|manage|get|see|wait|do|handle|tell|answer|cope|use|sell|reach|follow|work)\b/iu,
  /\bit(?: is|['’]s) (?:a|such a|really a) (?:pain|nightmare|mess|shame|pity|problem)\b/iu,
  /\b(?:love|like|know|choose|come|buy|come to) (?:us|our|it) because\b/iu,
  /^\W*(?:and |so )?(?:(?:our|my|the|a) )?(?:\p{L}+ )?(?:budget|deadline|timeline|money|grant|funds|funding)\b/iu,
  /\b(?:need|want|like|have|be) (?:it|this|that|everything|the (?:site|website|shop|app))? ?(?:all )?(?:live |ready |done |finished |online |to be (?:live|ready|done|online|finished) )?(?:by|before|until|within|in|as soon as|for) (?:the )?(?:end|start|beginning|\d|january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|spring|summer|autumn|winter|black friday|next|possible|q[1-4]|one|two|three|four|five|six|our opening)/iu,
]
export const asksToBuild = /\b(?:can|could) you (?:also )?(?:build|make|create|develop|design)\b/iu
/** Questions that wish: "can people pay half now?". Every other question asks the reader something. */
export const asksForPart =
  /\b(?:can|could) (?:it|they|the (?:\p{L}+ )?(?:site|app|shop|system|website|page|calendar|form|platform)|(?:\p{L}+ )?(?:people|customers|clients|users|visitors|members|guests|patients|parents|students|drivers|buyers|staff))\b|\b(?:can|could) you (?:also |maybe |please )*(?:build|make|create|develop|design|add|include|integrate|connect)\b|\bis it possible\b|\bwould it be possible\b|\bcould (?:we|i) (?:also )?(?:have|get|add)\b|^\W*(?:maybe|perhaps|and|also|plus) (?:also )?(?:an?|with)\b/iu
export const conditional =
  /\b(?:if|when|whenever|whether|whoever|whatever|unless|in case|as soon as|anyone who|people who|those who)\s[^,;.]*?(?:,|;|$)/giu
export const needNoun =
  /\b(?:our|their|your|my|the|special|of|individual|these|customer|its) needs?\b|\bin need\b|\b(?:any|growing|urgent|great) need\b/giu
export const present = terms(
  'currently|right now|at the moment|today|nowadays|so far|until now|up to now|at present|these days|every time|usually|normally|typically|often|sometimes|mostly|most of (?:them|our)|already|still(?! (?:to|free|open|like|want|need|be|see)\\b)|always had|by hand|on paper|paper (?:book|calendar|forms?)|in (?:an? )?(?:excel|spreadsheets?|notebook)|over the phone|by phone|for now|as of now|(?:last|every|each) (?:year|month|week|summer|winter|season)|in the past',
)
export const human =
  /^(?:\W*(?:and|but|so|because|that|where|also|then|right now|currently|today|at the moment|now|every time|usually),?\s+)*(?:i|we|my|our|they|people|customers|clients|patients|staff|employees|everyone|someone|the (?:staff|team|office|drivers|nurses|owners?))\b/iu
/** The writer is the one who wants, also across a coordination: "i sell furniture and want to …". */
export const oneself =
  /^\W*(?:and |but |so )?(?:i|we)\b.*\b(?:and|but|so|now|also)\s+$|\b(?:i|we|my \w+|our (?:accountant|\w+ team|company|boss|bank|landlord|team|family|business|sales))\s(?:also |really |just |now |both |all )*$/iu

/** Verbs of one's own plans: "we want to grow" says nothing about the product. */
export const goalVerbs =
  /^(?:move (?:away|from|out|our|to)|grow|switch|leave|stop|start|open|launch|go live|hire|find (?:a|an|someone|new|more)|save|sell|earn|increase|reduce|expand|reach|attract|win|double|triple|retire|focus|spend|decide|finish|buy|rent|visit|remain|survive|understand|avoid|cut|lower|become|be (?:found|seen|online|able to (?:start|open|launch|live|sell)|live|ready|present|independent|first|the)|get (?:rid|away|started|more|going|it done|this done|out)|make (?:sure we|money|more|a living|it)|work (?:with|together)|do (?:it|this|something|better|more)|keep (?:our|the|up|it)|lose|waste|pay|hear|know(?! (?:which|who|how many|where))|come|begin|talk|meet|discuss|see (?:how|what (?:you|it)|if|whether)|try|think|raise|improve our|be|have (?:it|this|everything|something) (?:ready|done|live|finished|by)|modernise|digitise|digitize|call|write (?:everything|it|down|them)|drive|wait|phone|type|print (?:everything|it|them)|copy (?:everything|it|them)|ask)\b/iu

export const nobody =
  /^\W*(?:nobody|no one|none)\b(?!.{0,40}\b(?:should|must|may|shall|can) (?:be able to )?(?:see|access|view|read|open|change|edit|download|use|find)\b)/iu
export const builds =
  /^(?:launch|start|open|have|get|buy|move|make|find|switch|improve|modernise|digitise|digitize|replace|be)\b/iu
export const sellsOnline =
  /^(?:sell|offer|be (?:found|seen)|reach)\b.*\b(?:online|on the (?:internet|web)|through (?:a|the|our)|on a)\b/iu
export const byDate =
  /\b(?:by|before|until|in) (?:\d|january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|christmas)/iu
export const timeNeeded =
  /^\s*(?:\d+|an?|one|two|three|four|five|six|some|more|another|half an?|(?:about|around|roughly|almost|nearly|at least) (?:an?|\d+|one|two|three|four|five))\s(?:days?|hours?|weeks?|months?|minutes?|time)\b/iu
/** What a writer needs that no product gives: time, money, people, an answer. */
export const ownNeeds =
  /^(?:(?:an?|the|some|more|your|about|at least|another|new|much)\s)*(?:\d+ )?(?:days?|hours?|weeks?|months?|time|money|loan|break|rest|staff|people(?! to)|help|advice|holiday|space|room|accountant|employee|cheaper|answer|reply|quote|offer|estimate|partner|details|information|your)\b/iu
export const soughtPeople =
  /^(?:an?|new|some|the)?\s*(?:job|employee|accountant|partner|investor|cook|apprentice|waiter|flat|premises|your|hearing|working)\b/iu
