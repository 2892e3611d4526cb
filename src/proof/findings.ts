// What `verify` may find, in words: one code, one sentence in each language, and where.
// It must never quote the content of an event: findings are printed and sent around.
import type { Bilingual, LedgerError } from '../kernel/errors.js';
import { positionOf, type Position } from '../kernel/position.js';

export interface Finding {
  readonly code: string;
  readonly text: Bilingual;
  /** The position that was changed, removed, inserted or moved, where one can be named. */
  readonly position?: Position;
  /** Else what it is about: a row, a file, a checkpoint, a range of positions. */
  readonly where?: string;
}

const TEXTS = {
  'log.gap': [
    '此位置的事件缺失：已被删除',
    'The event at this position is missing: it was removed',
  ],
  'log.revision': ['流版本不连续', 'Its stream revision does not follow the one before'],
  'log.misplaced': ['事件不属于此流或此台账', 'It belongs to another stream or another ledger'],
  'log.clock': [
    '记录时间早于前一事件：次序被改动，或事件系后来插入',
    'It was recorded before the event that precedes it: moved or inserted',
  ],
  'event.unreadable_row': [
    '此行无法读取：文件已损坏',
    'The row cannot be read: the file is damaged',
  ],
  'event.unknown_type': ['未知事件类型', 'Its event type is unknown'],
  'event.altered': ['事件内容已被改动', 'The content of the event was altered'],
  'event.differs_from_leaf': [
    '事件内容与其叶哈希不符：二者之一被改动',
    'The event does not match its leaf hash: one of them was altered',
  ],
  'event.id_altered': [
    '编号栏与事件内的编号不符',
    'The id column does not hold the id of the event',
  ],
  'disclosure.missing': [
    '未公开内容缺失：披露内容不在台账旁',
    'Its content is missing: the disclosures are not beside the log',
  ],
  'disclosure.malformed': ['披露内容无法读取', 'Its disclosures cannot be read'],
  'disclosure.stray': ['披露内容不属于任何事件', 'Disclosures that belong to no event'],
  'leaf.altered': ['叶哈希已被改动', 'The leaf hash was altered'],
  'subtree.missing': ['子树根缺失', 'A subtree root is missing'],
  'subtree.altered': [
    '子树根与其下的哈希不符：该行被改动，或其下的事件被成批改写',
    'A subtree root does not follow from the hashes below: it was altered, or the events below it were rewritten together',
  ],
  'subtree.stray': ['多出的子树根', 'A subtree root above no events'],
  'command.missing': [
    '没有此事件的命令记录：事件可能系绕过程序插入',
    'No command is recorded for the event: it may have been inserted past the program',
  ],
  'command.misplaced': [
    '命令记录与事件的位置不符：事件被移动，或命令记录被改动',
    'The recorded command tells another place: the event was moved, or the record altered',
  ],
  'command.stray': ['命令记录不属于任何事件', 'A recorded command without events'],
  'schema.altered': [
    '表或触发器与建立时不同：防改写的约束可能已被拆除',
    'A table or trigger is not as it was made: the guards may have been taken out',
  ],
  'storage.damage': ['数据库文件已损坏', 'The database file is damaged'],
  'head.truncated': [
    '台账短于已签名的树：末尾的事件被删除，或换成了旧副本',
    'The ledger is shorter than a signed tree: its end was cut off, or an older copy put in its place',
  ],
  'head.root_differs': [
    '与已签名的根不符：此范围内的事件在签名后被改写',
    'The root is not the one that was signed: events in this range were rewritten after signing',
  ],
  'head.signature': ['检查点的签名无效', 'The signature of a checkpoint is not valid'],
  'head.columns': [
    '检查点的记录与其签名文本不符',
    'The row of a checkpoint does not agree with its signed text',
  ],
  'head.gap': ['已签名的检查点缺失', 'A signed checkpoint is missing'],
  'head.damage': ['签名记录文件已损坏', 'The file of signed heads is damaged'],
  'head.other_ledger': ['检查点属于另一台账', 'The signed heads are of another ledger'],
  'cosignature.invalid': ['检查点的副签无效', 'A cosignature of a checkpoint is not valid'],
  'cosignature.stray': [
    '副签不属于任何已签名的检查点',
    'A cosignature of a tree that the ledger never signed',
  ],
  'timestamp.invalid': ['检查点的时间戳无效', 'A time stamp of a checkpoint is not valid'],
  'timestamp.gap': ['时间戳缺失', 'A time stamp is missing'],
  'document.altered': ['文件内容与其名称（摘要）不符', 'A document does not match its name'],
  'document.missing': ['台账记录的文件不在文件库中', 'A recorded document is not in the store'],
  'document.stray': [
    '文件库中有非文件之物',
    'The document store holds something that is no document',
  ],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;

export type FindingCode = keyof typeof TEXTS;

export function finding(code: FindingCode, place: number | string, more = ''): Finding {
  const [zh, en] = TEXTS[code];
  const text = more === '' ? { zh, en } : { zh: `${zh}（${more}）`, en: `${en} (${more})` };
  return typeof place === 'number'
    ? { code, text, position: positionOf(place) }
    : { code, text, where: place };
}

/** A difference that was told as an error. */
export const findingOf = ({ code, text, where }: LedgerError): Finding => ({
  code,
  text,
  ...(where === undefined ? {} : { where }),
});

const LIMIT = 1000;

/** Collects findings; after {@link LIMIT} only counts, so that a ledger that is wrong throughout costs no memory. */
export class Findings {
  readonly list: Finding[] = [];
  omitted = 0;

  add(...found: readonly Finding[]): void {
    for (const one of found)
      if (this.list.length < LIMIT) this.list.push(one);
      else this.omitted += 1;
  }
}

/** One line: position or place, code, both languages. */
export const findingText = ({ code, text, position, where }: Finding): string =>
  `✗ ${position ?? where ?? '-'} ${code} ${text.zh} / ${text.en}`;
