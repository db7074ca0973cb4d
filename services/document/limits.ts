/** Every bound of reading a document, in one place. Beyond a bound the rest is listed as unread, or the file is refused with a reason. */
export const limits = {
  /** Wall time in the sandbox. Reading, recognising and one last page stay below the task's 300 s, so that a reason can still be returned. */
  timeoutMs: 50_000,
  /** Resident memory of the sandbox, 45 MB of Node.js included. 100 PDF pages took 148 MB, 50,000 spreadsheet rows 182 MB. */
  memoryMbMax: 384,
  /** A larger file is read in the background, so that the smaller ones behind it do not wait. */
  heavyFromBytes: 1_000_000,
  /** A PDF stops taking further pages after this time. */
  pdfBudgetMs: 30_000,
  pdfPagesMax: 1_000,
  /** Below this many characters a page with a picture counts as a scan. */
  scanCharactersMax: 20,

  /** A file's pictures are recognised for so long, and so many; a page takes one to four seconds. */
  ocrBudgetMs: 150_000,
  ocrPagesMax: 100,
  /** A photograph of 40 megapixels is the largest that current telephones make by default. */
  picturePixelsMax: 40_000_000,
  /** Time and resident memory to open, turn and clean one picture: 200 MB for a scan, 390 MB for 40 megapixels (measured). */
  pictureTimeoutMs: 30_000,
  pictureMemoryMbMax: 640,
  /** Dots per inch at which a page is drawn to be recognised; 150 was as good, 100 was not (measured). */
  rasterDpi: 200,
  rasterPixelsMax: 16_000_000,
  /** Below this mean confidence the cleaned picture is tried too, and a page is called hard to read. */
  ocrConfidenceGood: 0.85,
  ocrConfidencePoor: 0.7,

  /** Pages that can be shown as pictures beside the evidence, and the resolution they are drawn at: 900 pixels across A4. */
  illustrationsMax: 200,
  illustrationDpi: 110,
  illustrationWidth: 1_200,
  thumbnailWidth: 320,

  /** Lines of a file whose place on the page is kept. */
  linesMax: 5_000,

  archiveEntriesMax: 2_000,
  archiveEntryBytesMax: 100_000_000,
  archiveBytesMax: 200_000_000,
  /** An entry above `ratioFromBytes` may not be packed tighter than this: text rarely passes 20, a bomb reaches 1,000. */
  archiveRatioMax: 100,
  archiveRatioFromBytes: 10_000_000,

  /** Attachments of one mail that are read, and how deep mails may lie in mails. */
  attachmentsMax: 20,
  attachmentDepthMax: 3,

  /** Bytes of a plain text file that are read. */
  plainBytesMax: 8_000_000,
  /** Characters kept over all pages. */
  textCharactersMax: 2_000_000,
  tablesMax: 500,
  /** Characters kept over all cells of all tables, and cells. */
  tableCharactersMax: 2_000_000,
  tableCellsMax: 200_000,
  /** Entries in `unread`; what is beyond is summed up in the last one. */
  unreadMax: 50,
  metadataCharactersMax: 500,
}
