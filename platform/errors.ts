/** A failure that no retry can mend, with a sentence for the person who reads the step. */
export class Permanent extends Error {}
