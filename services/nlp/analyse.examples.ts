/** Requests of our own, written as people write, for the tests and for judging the output by eye. */
export const texts = {
  mugs: `I make hand-thrown ceramic mugs in Brno and want an online shop where customers choose a glaze, order a set for a wedding with names engraved on the bottom, pay by card, and pick up their order on Saturdays at my studio. Shipping inside the EU would be nice, but glaze colours and the wedding sets matter most.

Right now people write to me on Instagram and I copy everything into a notebook, which is slow and I have already lost two orders. I take the photos myself and I want to add new mugs without calling anybody. The shop should be in Czech and English. I need it before Christmas and I can spend about 60,000 CZK.

Klara`,
  dental: `Northwind Dental Group runs five clinics in Bristol and Bath with about 40 staff. We need a website where a patient can register, choose a clinic and a dentist, and book, move or cancel an appointment. Receptionists need a calendar view for each clinic with drag and drop. Patients must receive an email confirmation at once and an SMS reminder 24 hours before the appointment. If somebody cancels late, a fee of GBP 20 is charged to the card on file. The first person on the waiting list gets a push message when a slot becomes free. All patient data must be stored in the UK and handled according to GDPR. Polish as a second language could come later. We do not need an online shop.
Today our receptionists have to answer more than 200 calls a day, and many patients hang up. Our budget for the first year is GBP 40,000 and we want to open the first two clinics by 1 July 2026. Please call Helena Novak on +44 117 496 0123 or write to helena.novak@example.com.`,
  furniture: `hi, i'm sam. i sell handmade oak furniture in portland oregon and want to move away from Etsy because the fees are killing me. i have maybe 120 products. i'd like something like muji.com, very calm. people should be able to pay by card or PayPal and see shipping prices for their zip code before they order. also a blog and a page with my story. i don't want anything complicated, i should be able to add products from my phone. budget is around $6k, ideally live before Black Friday. thanks!`,
  warehouse: `Two things, both as soon as possible please.

1. The order export to Pohoda has been broken since Tuesday and we cannot send invoices. This is really frustrating.
2. We want an Android app for our warehouse in Brno. Pickers scan the barcode with a Zebra scanner, see the shelf and confirm the quantity. It has to work offline, because there is no signal in the back hall, and sync later. Users sign in with their Microsoft 365 accounts. The shift manager needs a dashboard that shows open orders, picks per hour and errors, and exports it to Excel. We handle 3,000 orders a day with 25 pickers. Maybe later also voice picking. The shelves could also be shown on a map.`,
  beekeeper: `We're a beekeepers' association with 340 members. What we need:
- Member list with roles (chair, treasurer, member)
- Online payment of the yearly fee
- Events with sign-up and a waiting list
- Newsletter to all members
Nice to have:
- A map of the hives
- Photo gallery
Not needed:
- A shop
Our treasurer is 74, so it has to be really simple. We have 3000 euros from the municipality, and the money must be spent by the end of November.`,
  voice: `okay so um i run a small yoga studio in leeds and basically i want people to be able to book a class on their phone and pay for it right there and they should get a reminder the day before because so many people forget and then the mat stays empty and it would be great if they could buy like a card for ten classes and also i need to see who is coming on a list and print it`,
  document: `PROJECT BRIEF
Page 1 of 2

1. Background
Alder & Finch is a law firm with 60 lawyers in Dublin. Documents are exchanged by e-mail today, which is a risk.

2. Requirements
| No. | Requirement | Priority |
| 1 | Clients upload documents to a secure portal | must |
| 2 | Lawyers approve and sign documents electronically | must |
| 3 | Full-text search over all documents | should |
| 4 | Time tracking with export to Xero | could |

3. Security
All documents shall be encrypted. Access shall be logged. Two-factor
authentication is mandatory for lawyers. The system must integrate with Microsoft 365.

4. Timeline
Go-live is planned for 30 September 2026. Budget: EUR 120,000 to 150,000.
Confidential`,
  cs: `Dobrý den, vyrábím ručně točené hrnky v Brně a chtěla bych jednoduchý e-shop, kde si zákazníci vyberou glazuru a zaplatí kartou. Potřebuji kalendář pro osobní odběr v sobotu. Bylo by hezké mít web i v angličtině. Blog nechci. Rozpočet je asi 60 000 Kč a stránky bych potřebovala do 1. prosince. Klára, klara@example.com`,
  de: `Guten Tag, wir sind eine Tischlerei in Graz mit 12 Mitarbeitern. Wir brauchen eine neue Webseite mit einer Galerie unserer Küchen. Kunden sollen online einen Termin buchen und Fotos ihrer Räume hochladen können. Schön wäre ein Newsletter, aber das ist nicht dringend: er könnte später kommen. Einen Shop brauchen wir nicht. Unser Budget liegt bei 15.000 € und die Seite muss am 1. März 2027 online sein.`,
  fr: `Bonjour, nous tenons une petite boulangerie à Lyon. Nous voulons un site où les clients peuvent commander leur pain la veille et choisir une heure de retrait. Le paiement par carte est indispensable. Il serait bien d'envoyer un rappel par SMS. Nous n'avons pas besoin de blog. Notre budget est de 4 000 € et le site doit être prêt avant Noël.`,
} as const
