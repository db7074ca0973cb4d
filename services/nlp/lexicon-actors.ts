import { terms } from './text.ts'

/** People who use a product. Plural first: singular forms count as a user only after a determiner. */
const plural = `customers|clients|patients|users|visitors|members|guests|buyers|shoppers|sellers|vendors|suppliers|partners|dealers|resellers|retailers|distributors|
  students|pupils|teachers|tutors|trainers|coaches|instructors|parents|families|children|kids|participants|attendees|speakers|organisers|organizers|volunteers|donors|
  employees|staff|colleagues|workers|managers|supervisors|administrators|admins|operators|receptionists|nurses|doctors|dentists|physicians|surgeons|therapists|hygienists|assistants|pharmacists|carers|caregivers|
  drivers|couriers|dispatchers|pickers|packers|warehouse workers|storekeepers|technicians|mechanics|engineers|electricians|plumbers|installers|builders|craftsmen|foremen|
  accountants|bookkeepers|lawyers|agents|brokers|advisers|advisors|consultants|tenants|landlords|owners|residents|citizens|applicants|candidates|recruiters|
  farmers|growers|producers|chefs|cooks|waiters|waitresses|bartenders|baristas|diners|tourists|travellers|travelers|passengers|riders|hosts|players|fans|athletes|referees|
  readers|subscribers|listeners|viewers|authors|editors|journalists|photographers|artists|makers|designers|developers|researchers|analysts|auditors|inspectors|
  couples|brides|newlyweds|pet owners|dog owners|homeowners|people|everyone|everybody|anyone|anybody|somebody|someone|salespeople|sales team|team leads|renters|bidders|stylists|barbers|hairdressers|beekeepers|neighbours|neighbors|gardeners|collectors|lecturers|librarians|booksellers|merchants|contractors|subcontractors|freelancers|interns|apprentices|caretakers|wardens|relatives|restaurants|cafés|cafes|schools|clubs|companies|learners|guides|curators|scouts|villagers|voters|borrowers|grandparents|musicians|crews`
const singular = `customer|client|patient|user|visitor|member|guest|buyer|shopper|seller|vendor|supplier|partner|dealer|reseller|student|pupil|teacher|tutor|trainer|coach|instructor|parent|family|child|
  participant|attendee|speaker|organiser|organizer|volunteer|donor|employee|colleague|worker|manager|supervisor|administrator|admin|operator|receptionist|nurse|doctor|dentist|therapist|hygienist|
  assistant|pharmacist|carer|driver|courier|dispatcher|picker|packer|storekeeper|technician|mechanic|engineer|electrician|plumber|installer|builder|foreman|accountant|bookkeeper|lawyer|agent|
  broker|adviser|advisor|consultant|tenant|landlord|owner|resident|citizen|applicant|candidate|recruiter|farmer|chef|cook|waiter|waitress|diner|tourist|traveller|passenger|rider|host|player|
  reader|subscriber|author|editor|photographer|artist|designer|researcher|analyst|auditor|inspector|couple|bride|person|boss|team|office|lead|stylist|barber|hairdresser|librarian|neighbour|neighbor|gardener|beekeeper|merchant|contractor|freelancer|apprentice|salesperson|caretaker|warden|relative|restaurant|café|school|club|learner|guide|curator|translator|cashier|clerk|secretary|treasurer`

const flat = (list: string): string[] => list.split('|').map((w) => w.trim())
export const pluralActors = new Set(flat(plural))
export const singularActors = new Set(flat(singular))

/** Words for everybody or for the seller's side, which name no group of users. */
export const vagueActors = new Set(
  'people everyone everybody anyone anybody someone somebody person boss owner owners partner partners family agent agents artist artists maker makers office host team'.split(
    ' ',
  ),
)

/** The product itself as the one that acts: "the app shows the stock". */
export const productNouns =
  'web ?sites?|web ?pages?|home ?pages?|landing pages?|web ?shops?|online[- ]shops?|online[- ]stores?|e-?shops?|shop|store|web ?apps?|mobile apps?|phone apps?|apps?|applications?|system|software|platform|portal|tool|program|programme|solution|product|service|dashboard|chat ?bot|bot|marketplace|crm|erp|api|intranet|site|prototype|booking page|database|plugin|module|configurator'

export const PRODUCT = terms(productNouns)
