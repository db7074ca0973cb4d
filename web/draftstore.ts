import { tenantPath } from './tenant-path.ts'

/** A file or the recording of a draft. `seconds` is set for recordings. */
export type Attachment = {
  id: string
  role: 'voice' | 'file'
  name: string
  type: string
  blob: Blob
  seconds?: number
}

const open = () =>
  new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`statex${tenantPath}`, 1)
    request.onupgradeneeded = () => request.result.createObjectStore('attachments', { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/**
 * Runs one operation on the store of attachments. Answers `undefined` when the browser keeps nothing (private window, full disk, blocked):
 * the form must work without it.
 */
async function withStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open()
    try {
      return await new Promise<T>((resolve, reject) => {
        const transaction = database.transaction('attachments', mode)
        const request = work(transaction.objectStore('attachments'))
        transaction.oncomplete = () => resolve(request.result)
        transaction.onerror = () => reject(transaction.error)
        transaction.onabort = () => reject(transaction.error)
      })
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

/** @returns whether it was kept */
export const keep = async (attachment: Attachment): Promise<boolean> =>
  (await withStore('readwrite', (store) => store.put(attachment))) !== undefined
export const drop = (id: string): Promise<undefined> => withStore('readwrite', (store) => store.delete(id))
export const dropAll = (): Promise<undefined> => withStore('readwrite', (store) => store.clear())
export const kept = async (): Promise<Attachment[]> =>
  (await withStore<Attachment[]>('readonly', (store) => store.getAll())) ?? []
