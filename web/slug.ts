const slugMax = 40
/** A short name for addresses, made of a name: what the contract of `provisioning` takes, or empty where nothing of it can be used. */
export const slugFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, slugMax)
    .replace(/-+$/, '')
export const isSlug = (text: string): boolean =>
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length >= 3 && text.length <= slugMax
