// The failures of reading a file: stable codes, one sentence in each language, the place.
// `import.*` codes concern a whole file; a record's own error stands in its place (see record.ts).
import { invalid, LedgerError, missing, unavailable } from '../kernel/errors.js';

export const fileMissing = (file: string): LedgerError =>
  missing(
    'import.file_missing',
    '找不到此文件：请检查路径',
    'There is no such file; check the path',
    file,
  );

export const fileUnreadable = (file: string, cause: unknown): LedgerError =>
  unavailable(
    'import.file_unreadable',
    '无法读取此文件：请检查权限和磁盘',
    'The file cannot be read; check its permissions and the disk',
    file,
    cause,
  );

export const fileEmpty = (file: string): LedgerError =>
  invalid('import.file_empty', '文件是空的', 'The file is empty', file);

export const noRecords = (file: string, recordPath: string): LedgerError =>
  invalid(
    'import.no_records',
    `文件中没有找到任何记录（记录路径「${recordPath}」）：请检查文件和映射的 source.record`,
    `No record was found at "${recordPath}"; check the file and the mapping's source.record`,
    file,
  );

export const gzipDamaged = (file: string, truncated: boolean, cause: unknown): LedgerError =>
  new LedgerError(
    'invalid',
    truncated ? 'import.gzip_truncated' : 'import.gzip_damaged',
    truncated
      ? {
          zh: 'gzip 文件不完整（被截断）：此前的记录已读入，请重新获取文件后再导入一次',
          en: 'The gzip file is truncated; the records before the break were read. Fetch it again and import it once more',
        }
      : {
          zh: 'gzip 文件已损坏：此前的记录已读入，请重新获取文件后再导入一次',
          en: 'The gzip file is damaged; the records before the damage were read. Fetch it again and import it once more',
        },
    file,
    {},
    { cause },
  );

export const wrongEncoding = (file: string, encoding: string, offset: number): LedgerError =>
  new LedgerError(
    'invalid',
    'import.wrong_encoding',
    {
      zh: `第 ${offset} 字节处的内容不是 ${encoding} 编码：请在映射的 source.encoding 中写明正确的编码（如 gb18030）`,
      en: `The bytes at offset ${offset} are not ${encoding}; name the right encoding in the mapping's source.encoding (such as gb18030)`,
    },
    file,
    { encoding, offset },
  );

/** The file is not of the format that the mapping names, from here on. */
export const malformed = (
  format: string,
  reason: string,
  file: string,
  details: { row?: number; line?: number } = {},
): LedgerError =>
  new LedgerError(
    'invalid',
    'import.malformed',
    {
      zh: `此处不是有效的 ${format}：${reason}`,
      en: `This is not valid ${format}: ${reason}`,
    },
    file,
    details,
  );

export const tooLarge = (format: string, file: string): LedgerError =>
  invalid(
    'import.record_too_large',
    `一条 ${format} 记录超过 16 MB：请检查格式、分隔符或记录路径`,
    `One ${format} record is larger than 16 MB; check the format, the delimiter or the record path`,
    file,
  );

/** @param limit in UTF-16 units */
export const tooLargeFile = (file: string, limit: number): LedgerError =>
  invalid(
    'import.file_too_large',
    `文件超过 ${Math.floor(limit / 1024 / 1024)} MB，已拒绝`,
    `The file is larger than ${Math.floor(limit / 1024 / 1024)} MB and was refused`,
    file,
  );

export const tooDeep = (format: string, file: string, limit: number): LedgerError =>
  invalid(
    'import.too_deep',
    `${format} 嵌套超过 ${limit} 层，已拒绝`,
    `The ${format} is nested more than ${limit} levels deep and was refused`,
    file,
  );

export const doctypeRefused = (file: string): LedgerError =>
  invalid(
    'import.doctype_refused',
    'XML 含有 DOCTYPE 声明（可用于实体攻击），已拒绝：请删除该声明后再导入',
    'The XML has a DOCTYPE declaration, which can carry entity attacks, and was refused; remove it and import again',
    file,
  );

export const unknownEncoding = (encoding: string): LedgerError =>
  invalid(
    'import.unknown_encoding',
    `不认识编码「${encoding}」：可用 utf-8、gb18030、gbk、big5、utf-16le 等`,
    `Unknown encoding "${encoding}"; use utf-8, gb18030, gbk, big5, utf-16le or another that iconv-lite knows`,
    encoding,
  );

/** The error of one record, in the place where the record should be. */
export const badRecord = (reason: { zh: string; en: string }, where: string): LedgerError =>
  invalid('import.bad_record', reason.zh, reason.en, where);

/** What an unexpected error says, for a `reason`. */
export const messageOf = (error: unknown): string => {
  const message = fieldOf(error, 'message');
  return typeof message === 'string' ? message : String(error);
};

/** The code of an error of Node.js, e.g. `ENOENT`. */
export const codeOf = (error: unknown): string | undefined => {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
};

/** By its shape: an error of another realm is no instance of this one's `Error`. */
const fieldOf = (error: unknown, field: string): unknown =>
  typeof error === 'object' && error !== null && field in error
    ? (error as Readonly<Record<string, unknown>>)[field]
    : undefined;
