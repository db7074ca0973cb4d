/**
 * What people do with a product, and what a product does for them. A sentence such as "customers choose a glaze" is a
 * wish only because "choose" stands here; verbs of ordinary business life (come, bake, love, run) must stay out.
 */
const plain = `accept access add adjust answer apply appear approve arrange ask assign attach back_up block book browse build buy calculate call_up cancel capture
  change charge chat check check_in check_out choose click collect combine comment compare complete configure confirm connect control convert copy create
  customise customize decide define delete deliver describe design discover display download drag edit email embed engrave enrol enroll enter estimate exchange explore
  export favourite fill fill_in fill_out filter find flag follow forward generate get give go hide highlight identify import include inform insert integrate
  invite invoice join keep learn leave lend let like link list listen load log log_in log_out look_up mail make manage mark match measure message
  monitor move notify open order organise organize pause pay personalise personalize pick pick_up place plan play post predict preview
  print process propose publish put purchase rate reach read receive recognise recognize recommend record redeem refund register reject release remember remind
  remove rename renew rent reply report request reschedule reserve reset respond restrict return review save scan schedule scroll search see select
  sell send set set_up share ship show sign sign_in sign_up sort speak specify split start stay_in_touch stop store stream submit subscribe suggest support swap switch
  sync synchronise synchronize tag take talk_to tip track transfer translate try turn type unlock unsubscribe update upgrade upload use validate verify view visit vote
  warn watch withdraw work write zoom book_in clock_in swipe tap test design trace dispatch pack count reorder allocate detect extract summarise summarize transcribe classify`

/** Verbs that say too little alone in a sentence without a modal: "customers use our workshop" describes, "customers book" wishes. */
const weak = `accept add_up answer apply appear ask back_up build buy call_up click collect combine complete control copy decide deliver describe design follow give go
  identify include inform join keep learn leave let like listen load make match measure message move open organise organize pack place plan play pick process
  reach read release remember rent reply report respond return sell set speak start stop switch take test tip try turn type use visit work write count explore
  connect talk_to`

const set = (words: string): Set<string> => new Set(words.split(/\s+/).map((w) => w.split('_')[0]!))

/** Base forms. */
export const productVerbs = set(plain)
export const weakVerbs = set(weak)

/** Participles of what a product does: "orders are sent to the kitchen". */
export const participles = new Set(
  `added approved archived assigned automated backed blocked booked calculated cancelled canceled charged checked confirmed converted counted created deleted delivered
  displayed emailed encrypted exported filtered flagged forwarded generated hidden imported informed invoiced linked listed locked logged marked masked notified
  notified numbered posted printed protected published recorded refunded rejected reminded removed reported reserved reset saved scanned sent shown signed sold
  sorted stored submitted suggested summarised summarized synced synchronised synchronized tagged tracked transcribed translated updated uploaded verified warned`.split(
    /\s+/,
  ),
)

/** Nouns that look like verbs when the next word makes a compound: "order history", "search box". */
export const compounds =
  /^(?:order (?:history|status|number|form|list|tracking|confirmation|management|value|volume)|contact (?:form|page|details|list)|search (?:function|box|bar|results|field|engine)|book (?:list|reviews?|shop|club)|filter options?|display (?:case|window)|report(?:s|ing)? (?:page|section)|delivery|check-?(?:in|out) (?:page|desk|list|time)|rate limit|sign-?(?:up|in) (?:form|page)|log (?:book|file)|plan (?:b|a)|track record|post (?:office|code)|store (?:locator|manager|hours|front)|review (?:page|section)|list (?:of|price)|pick-?up (?:points?|times?|on|in|at|from|option|date)|work(?:ing)? (?:hours|order|time)|set of|play ?list|view of|share of|test (?:drive|result)|visit(?:s)? per|use case|type of|rent (?:list)|change log|charge points?|charging|\p{L}+s (?:per|a|an) \p{L}+)\b/iu

/** The base form of a verb in base or third-person form, if it is one we know. */
export function baseForm(lower: string): string | undefined {
  if (productVerbs.has(lower)) return lower
  for (const base of [lower.replace(/s$/u, ''), lower.replace(/es$/u, ''), lower.replace(/ies$/u, 'y')]) {
    if (base !== lower && productVerbs.has(base)) return base
  }
  return undefined
}
