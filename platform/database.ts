export type Sql = { text: string; values: unknown[] }
export type Row = Record<string, any>
export interface Db {
  /** All rows. */
  many<R extends Row = Row>(query: Sql): Promise<R[]>
  /** The only row, or undefined. */
  maybe<R extends Row = Row>(query: Sql): Promise<R | undefined>
  /** The only row; throws when there is none. */
  one<R extends Row = Row>(query: Sql): Promise<R>
  /** Number of rows touched. */
  run(query: Sql): Promise<number>
}
