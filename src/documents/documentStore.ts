// The document store port: bytes kept under their own SHA-256 digest, so that a name can mean one content only.
// It must never hand out other bytes than the digest names, nor acknowledge what is not durable.
// When the ledger first saw a document is not for the store to say: it is the recorded time of DocumentStored.
import { corrupt, invalid, LedgerError, missing } from '../kernel/errors.js';

export interface StoredDocument {
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Length of the content. */
  readonly bytes: number;
}

export interface DocumentStore {
  /**
   * Stores a stream of bytes; the same content twice is stored once. Resolves when it is durable.
   * @throws LedgerError `document.too_large`, `document.corrupt` (the digest is there, with damaged content);
   *   nothing is stored, also when reading the stream fails
   */
  put(content: AsyncIterable<Uint8Array>): Promise<StoredDocument>;
  /**
   * The content, chunk by chunk. The last chunk comes only after the digest of the whole has been verified, so that
   * an altered document never arrives complete: the iteration throws `document.corrupt` instead.
   * @throws LedgerError `document.digest`, `document.missing`, both before the first chunk
   */
  get(sha256: string): AsyncIterable<Uint8Array>;
  /** Whether there is a document of that digest; says nothing about its condition. @throws LedgerError `document.digest` */
  has(sha256: string): Promise<boolean>;
}

/** @throws LedgerError `document.digest`, so that a digest can never be a path */
export function parseDigest(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw invalid(
    'document.digest',
    '文件摘要应为 64 位小写十六进制 SHA-256',
    'A document is named by its SHA-256 in 64 lower-case hexadecimal digits',
    'sha256',
  );
}

export const documentMissing = (sha256: string): LedgerError =>
  missing(
    'document.missing',
    '文件库中没有此摘要的文件：请上传原件或从备份恢复',
    'The store has no document of this digest; upload the original or restore it from a backup',
    sha256,
  );

export const documentCorrupt = (sha256: string): LedgerError =>
  corrupt(
    'document.corrupt',
    '文件库中此文件的内容与摘要不符，已被改动或损坏：请保全现场并从备份恢复',
    'The content stored under this digest was altered or damaged; keep it as evidence and restore the original from a backup',
    sha256,
  );

export const documentTooLarge = (limit: number): LedgerError =>
  new LedgerError(
    'invalid',
    'document.too_large',
    {
      zh: `文件超过 ${limit} 字节的上限：请拆分或压缩后再上传`,
      en: `The document is longer than the limit of ${limit} bytes; split or compress it`,
    },
    undefined,
    { limit },
  );
