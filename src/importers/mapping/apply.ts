// One record under a mapping -> the commands that it becomes. Pure: the same record gives the same commands.
import { createHash } from 'node:crypto';
import { canonicalize } from '../../kernel/canonicalJson.js';
import { LedgerError } from '../../kernel/errors.js';
import type { RecordValue, SourceRecord } from '../record.js';
import type { Mapping, CompiledRule, OnceCommand } from './compile.js';
import type { Evaluate } from './compiler.js';
import type { Memory, Scope } from './path.js';
import { atField, recordProblem } from './problem.js';
import { textOf } from './text.js';

/** A command that a record asks for, before it is parsed. */
export interface PlannedCommand {
  /** The rule of the mapping, or `once`. */
  readonly rule: string;
  readonly name: string;
  readonly data: RecordValue;
  /** Every attribute of the event (events/envelope.ts) that the mapping gives, plus command and correlation id. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly repeats: CompiledRule['repeats'];
  /** The first mention stands, and there was one: nothing else was evaluated. */
  readonly known?: true;
}

/** Whether a command of that id was met before in this run. */
export type IsKnown = (commandId: string) => boolean;

/** Room for the key in a command id of 200 characters, after `import:<mapping>:<rule>:`. */
const MAX_KEY = 110;
const DEFAULT_ACCOUNT = 'import';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

function commandId(mapping: Mapping, rule: string, key: string): string {
  const short = key.length <= MAX_KEY ? key : `~${sha256(key)}`;
  return `import:${mapping.id}:${rule}:${short}`;
}

function attributesOf(
  compiled: ReadonlyMap<string, Evaluate>,
  scope: Scope,
  commandid: string,
  mapping: Mapping,
): Record<string, string> {
  const attributes: Record<string, string> = { actoraccount: DEFAULT_ACCOUNT };
  for (const [name, evaluate] of compiled) {
    const value = locate(`/${name}`, () => textOf(evaluate(scope)));
    if (value !== undefined) attributes[name] = value;
  }
  return { ...attributes, commandid, correlationid: `import:${mapping.id}` };
}

/** Adds the place in the command to an error that has none, or puts it in front. */
function locate<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (caught) {
    const error = atField(caught, '');
    if (!(error instanceof LedgerError)) throw error;
    const inner = error.where?.startsWith('/') ? error.where : '';
    throw new LedgerError(error.kind, error.code, error.text, place + inner, error.details);
  }
}

/** The scope of a record. `memory` is shared by the records of one file. */
export function scopeOf(
  { row, value, parents = [] }: Extract<SourceRecord, { value: RecordValue }>,
  file: string,
  memory: Memory,
): Scope {
  const variables = () =>
    new Map<string, RecordValue>([
      ['row', row],
      ['file', file],
    ]);
  const outward = [...parents].reverse().reduce<Scope | undefined>(
    (parent, enclosing) => ({
      value: enclosing,
      ...(parent && { parent }),
      variables: new Map(),
      memory,
    }),
    undefined,
  );
  return { value, ...(outward && { parent: outward }), variables: variables(), memory };
}

/**
 * All commands of a record, in the order of the rules.
 * @throws LedgerError `mapping.*`, `time.*`, whose `where` is `rule /field`: then the record has no commands at all
 */
export function applyMapping(
  mapping: Mapping,
  record: Scope,
  isKnown: IsKnown = () => false,
): readonly PlannedCommand[] {
  locate('define', () => mapping.define(record));
  return mapping.rules.flatMap((rule) =>
    locate(rule.name, () => applyRule(mapping, rule, record, isKnown)),
  );
}

function applyRule(
  mapping: Mapping,
  rule: CompiledRule,
  record: Scope,
  isKnown: IsKnown,
): PlannedCommand[] {
  return rule.items(record).flatMap((item) => {
    rule.define(item);
    if (!rule.when(item)) return [];
    const key = locate('/key', () => textOf(rule.key(item)));
    if (key === undefined)
      throw recordProblem(
        'key_missing',
        {
          zh: '此记录没有自然主键（key 为空）：请检查文件，或在映射中改用别的字段',
          en: 'This record has no natural key (key is empty); check the file, or use another field in the mapping',
        },
        '/key',
      );
    const id = commandId(mapping, rule.name, key);
    const about = { rule: rule.name, name: rule.command, repeats: rule.repeats };
    if (rule.repeats === 'first' && isKnown(id))
      return [{ ...about, data: {}, attributes: {}, known: true }];
    return [
      {
        ...about,
        data: locate('/data', () => rule.data(item)) ?? {},
        attributes: attributesOf(rule.attributes, item, id, mapping),
      },
    ];
  });
}

/** The commands of the section `once`. The command id is a digest of the content: changed content is a new command. */
export function onceCommands(mapping: Mapping): readonly PlannedCommand[] {
  const scope: Scope = { value: {}, variables: new Map(), memory: new Map() };
  return mapping.once.map((entry: OnceCommand, index) => {
    const data = locate(`once.${index} /data`, () => entry.data(scope)) ?? {};
    const content = attributesOf(entry.attributes, scope, '', mapping);
    const id = commandId(
      mapping,
      'once',
      sha256(canonicalize({ name: entry.command, data, content })),
    );
    return {
      rule: 'once',
      name: entry.command,
      data,
      attributes: { ...content, commandid: id },
      repeats: undefined,
    };
  });
}
