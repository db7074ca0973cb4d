import type { industries } from './contract.ts'
import { terms } from './text.ts'

export type Industry = (typeof industries)[number]

/** Words that belong to one line of business; three points name the trade itself, one only hints at it. Own lists. */
const words: Record<Exclude<Industry, 'other'>, [strong: string, hint: string]> = {
  retail: [
    'retail(?:er)?|boutique|clothing|fashion|shoe shop|toy shop|book ?shop|book ?store|department store|gift shop|florist|flower shop|supermarket|grocery|second[- ]hand|perfumery|jewell?er\\p{L}*|obchod s|einzelhandel',
    'shoppers?|merchandise|assortment|clothes|shoes|toys|gifts',
  ],
  food: [
    'restaurants?|bakery|bakeries|cafés?|cafes?|coffee (?:shop|bar|roast\\p{L}*)|bistro|brewery|winery|catering|caterer|food truck|pizzeria|butcher|confection\\p{L}*|patisserie|ice cream|food delivery|meal ?kits?|pekárn\\p{L}*|restaurac\\p{L}*|kavárn\\p{L}*|bäckerei|gasthaus|boulangerie|pâtisserie',
    'menus?|dishes|meals?|bread|cakes?|coffee|wine|beer|chef|kitchen printer|tables?|waiters?|takeaway|allergens?|recipes?|pain',
  ],
  health: [
    'dental|dentists?|clinics?|hospitals?|medical|doctors?|physio\\p{L}*|pharmac\\p{L}*|veterinar\\p{L}*|psycholog\\p{L}*|therap(?:y|ists?)|nursing|care home|health ?care|surger(?:y|ies)|zubn\\p{L}*|ordinac\\p{L}*|lékař\\p{L}*|zahnarzt\\p{L}*|arztpraxis|cabinet (?:médical|dentaire)',
    'patients?|nurses?|health|treatments?|prescriptions?|medicines?|diagnos\\p{L}*|receptionists?',
  ],
  education: [
    'schools?|universit(?:y|ies)|kindergarten|nursery school|language school|tutor(?:ing|s)?|e-?learning|academy|college|online courses?|driving school|music school|škol\\p{L}*|schule|école|formation professionnelle',
    'students?|pupils?|teachers?|lessons?|homework|lectures?|exams?|marks|curriculum|courses?|training',
  ],
  finance: [
    'banks?|insurance|insurers?|accountan(?:t|ts|cy)|bookkeep\\p{L}*|tax advis\\p{L}*|fintech|investment fund|mortgages?|loans?|credit union|asset management|trading platform|pojišťovn\\p{L}*|účetní|steuerberat\\p{L}*|comptab\\p{L}*',
    'portfolio of shares|claims?|interest rate|audits?|tax|investors?|ledger',
  ],
  'real-estate': [
    'real estate|estate agen(?:t|ts|cy)|property management|property manager|letting agen\\p{L}*|housing association|apartments? for (?:rent|sale)|flats? for (?:rent|sale)|realit(?:y|ní) kancelář|immobilien\\p{L}*|agence immobilière',
    'landlords?|tenants?|flats?|apartments?|rent|lease|properties|buildings?|viewings?',
  ],
  travel: [
    'hotels?|hostels?|guest ?houses?|bed and breakfast|b&b|travel agen\\p{L}*|tour operators?|tourism|camp ?sites?|airlines?|holiday (?:home|let|cottage)s?|cruise|penzion|ubytován\\p{L}*|ferienwohnung\\p{L}*|hôtel|gîte',
    'rooms?|guests?|tours?|trips?|itinerar\\p{L}*|tourists?|stay|nights?|travell?ers?',
  ],
  logistics: [
    'logistics|warehouses?|freight|courier|couriers|parcel service|haulage|fleet|shipping company|forward(?:er|ing agent)s?|last[- ]mile|skladov\\p{L}*|spedi\\p{L}*|lagerhaus|entrepôt',
    'pickers?|packers?|pallets?|barcodes?|shelves|shelf|scanners?|trucks?|drivers?|routes?|dispatch\\p{L}*|stock|loading',
  ],
  manufacturing: [
    'manufactur\\p{L}*|factory|factories|production line|assembly line|machine shop|injection mould\\p{L}*|cnc|metalwork\\p{L}*|steel mill|foundry|výrobní|fertigung|usine',
    'machines?|maintenance|spare parts?|shifts?|quality control|operators?|batch(?:es)?|downtime|production|suppliers?',
  ],
  construction: [
    'construction|builders?|building company|architects?|roof(?:er|ing)s?|plumb(?:er|ing)s?|electricians?|bricklayers?|renovation|carpentry|joinery|tischlerei|schreinerei|stavebn\\p{L}*|baufirma|menuiserie',
    'sites? manager|scaffold\\p{L}*|foremen|blueprints?|permits?|kitchens?|bathrooms?|concrete|installers?',
  ],
  beauty: [
    'hair ?dress\\p{L}*|barbers?|barbershop|beauty (?:salon|studio)|cosmetics?|nail (?:studio|salon|bar)|spa|tattoo|make-?up artist|massage|kadeřnictv\\p{L}*|kosmeti\\p{L}*|friseur\\p{L}*|coiffeur',
    'salon|stylists?|haircuts?|skin|manicure|treatments?',
  ],
  sports: [
    'gyms?|fitness|yoga|pilates|tennis club|football club|sports? clubs?|swimming pool|climbing|crossfit|martial arts|personal trainer|golf|posilovn\\p{L}*|sportverein|salle de sport',
    'courts?|memberships?|workouts?|coach(?:es)?|teams?|league|matches|athletes|mats?|training|class(?:es)?',
  ],
  events: [
    'event (?:agency|planner|organi[sz]er|management)|concerts?|festivals?|conferences?|theat(?:re|er)s?|wedding (?:planner|venue|agency)|exhibitions?|trade fairs?|ticketing|venues?|divadl\\p{L}*|veranstalt\\p{L}*|spectacles?',
    'tickets?|seats?|stage|speakers?|attendees|programme|weddings?|line-?up',
  ],
  media: [
    'publish(?:er|ing house)|magazines?|newspapers?|podcasts?|radio station|film (?:studio|production)|record label|journalis\\p{L}*|photograph(?:er|y studio)s?|video production|news portal|nakladatelstv\\p{L}*|verlag|maison d.édition',
    'readers?|articles?|subscribers?|editors?|issues|episodes?|audience',
  ],
  software: [
    'software (?:company|house|vendor|product)|saas|start-?up (?:that|which) builds|developers? tools?|app developer|it company|hosting provider|cloud provider|data platform',
    'api|sdk|developers?|repository|deploy\\p{L}*|endpoint|integration|tickets?',
  ],
  legal: [
    'law (?:firm|office)|lawyers?|attorneys?|solicitors?|notar(?:y|ies)|barristers?|legal (?:advice|department|services)|advokát\\p{L}*|kanzlei|rechtsanw\\p{L}*|cabinet d.avocats',
    'contracts?|clients?|court|cases?|compliance|litigation',
  ],
  nonprofit: [
    'charit(?:y|ies)|non-?profit|ngo|foundation|associations?|volunteers?|food bank|animal shelter|fundrais\\p{L}*|parish|church|community centre|neziskov\\p{L}*|spolek|verein|gemeinnützig\\p{L}*|association loi',
    'donations?|donors?|members?|treasurer|chair|grants?|municipality',
  ],
  agriculture: [
    'farms?|farmers?|farming|vineyards?|orchards?|beekeep\\p{L}*|greenhouses?|dairy|livestock|crops?|agricultur\\p{L}*|seedlings?|statek|farm[ay]|bauernhof|exploitation agricole',
    'harvest|fields?|hives?|honey|vegetables?|animals?|soil|irrigation|plants?',
  ],
  automotive: [
    'car (?:dealer\\p{L}*|repair|rental|wash|service)|garages?|auto(?:mobile|motive)|vehicle (?:repair|workshop)|tyres?|tires?|motorcycles?|bicycles?|bike (?:shop|rental|repair)|e-?bikes?|charging (?:points?|stations?)|autoservis|autohaus|werkstatt|concession auto',
    'mechanics?|cars?|vehicles?|spare parts?|engine|test drives?|mileage|workshop',
  ],
  crafts: [
    'ceramics?|potter(?:y|s)?|hand-?made|hand-?thrown|handcraft\\p{L}*|craft(?:s|sman|smen|work)?|furniture|wood ?work\\p{L}*|knit\\p{L}*|leather goods|candles?|glass ?blow\\p{L}*|jewell?ery maker|weav\\p{L}*|kerami\\p{L}*|hrn(?:ky|ků|ek)|točen\\p{L}*|truhlář\\p{L}*|keramik|töpferei|poterie|artisan\\p{L}*',
    'mugs?|glazes?|oak|studio|engrav\\p{L}*|kiln|workshop|etsy|wood',
  ],
}

export const industryTerms = Object.entries(words).map(([value, [strong, hint]]) => ({
  value: value as Industry,
  strong: terms(strong),
  hint: terms(hint),
}))
