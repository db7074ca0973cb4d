import type * as corpus from '../../services/prototype/corpus.test-support.ts'

/** For each shipped pack the request of the corpus that it is made for. */
export const pairs: Record<string, keyof typeof corpus> = {
  'api-docs': 'parcelApi',
  blog: 'magazine',
  booking: 'dentist',
  course: 'yogaSchool',
  dashboard: 'warehouse',
  landing: 'studio',
  portfolio: 'architects',
  restaurant: 'trattoria',
  shop: 'mugShop',
}
