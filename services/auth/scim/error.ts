/** A refusal as RFC 7644 (3.12) has it. */
export class ScimError extends Error {
  status: number
  scimType?: string
  constructor(status: number, detail: string, scimType?: string) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}
