// OCEL 2.0 in JSON: types, objects and events, in whatever order the document has them, one at a time.
// It must never hold the document, nor take the older OCEL 1.0 for it.
import { TokenParser, TokenType } from '@streamparser/json';
import { z } from 'zod';
import { isLedgerError, placedAt, type LedgerError } from '../../kernel/errors.js';
import { malformed, messageOf, tooDeep, tooLarge } from '../errors.js';
import { ExactTokenizer } from '../readers/json.js';
import { MAX_DEPTH, MAX_RECORD_LENGTH, type TextChunks } from '../record.js';
import { ocelError, OCEL_TYPES, type OcelSink, type OcelTypeDefinition } from './model.js';
import { eventOf, objectOf } from './written.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const definition = z.looseObject({
  name: z.string(),
  attributes: z.array(z.looseObject({ name: z.string(), type: z.string() })).default([]),
});
const relationships = z
  .array(z.looseObject({ objectId: z.string(), qualifier: z.string().nullish() }))
  .nullish()
  .transform((list) =>
    (list ?? []).map(({ objectId, qualifier }) => ({ objectId, qualifier: qualifier ?? '' })),
  );
const named = { id: z.string(), type: z.string(), relationships };
const event = z.looseObject({
  ...named,
  time: z.string(),
  attributes: z.array(z.looseObject({ name: z.string(), value: scalar.nullish() })).nullish(),
});
const object = z.looseObject({
  ...named,
  attributes: z
    .array(z.looseObject({ name: z.string(), value: scalar.nullish(), time: z.string().nullish() }))
    .nullish(),
});

/** The four lists of a document. */
const LISTS = ['eventTypes', 'objectTypes', 'events', 'objects'] as const;
type List = (typeof LISTS)[number];

/**
 * Reads a document to its end.
 * @param zone of times without offset
 * @throws LedgerError `import.*`, `ocel.*` with `file:line` and the element
 */
export async function readOcelJson(
  text: TextChunks,
  file: string,
  sink: OcelSink,
  zone: string | undefined,
): Promise<void> {
  const reader = new JsonReader(file, sink, zone);
  for await (const chunk of text) reader.write(chunk);
  reader.end();
}

class JsonReader {
  private readonly tokenizer = new ExactTokenizer();
  private readonly assembler = new TokenParser({
    paths: LISTS.map((list) => `$.${list}.*`),
    keepStack: false,
  });
  private readonly counts = new Map<List, number>();
  private readonly keys = new Set<string>();
  private list: List | undefined;
  private depth = 0;
  private line = 1;
  /** Of the element being read. */
  private startLine = 1;
  private startOffset = 0;
  /** Where lines end in the chunk being read, in bytes of the whole document; and how much came before. */
  private lineEnds: number[] = [];
  private bytes = 0;

  constructor(
    private readonly file: string,
    private readonly sink: OcelSink,
    private readonly zone: string | undefined,
  ) {
    this.tokenizer.onToken = (token) => this.take(token);
    this.assembler.onValue = ({ value }) => this.found(value);
  }

  write(chunk: string): void {
    const bytes = Buffer.from(chunk);
    this.lineEnds = [];
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1))
      this.lineEnds.push(this.bytes + at);
    this.attempt(() => this.tokenizer.write(bytes));
    this.line += this.lineEnds.length;
    this.lineEnds = [];
    this.bytes += bytes.length;
  }

  end(): void {
    this.attempt(() => {
      if (!this.tokenizer.isEnded) this.tokenizer.end();
      if (!this.assembler.isEnded) throw new Error('unexpected end of the document');
    });
    for (const list of LISTS)
      if (!this.keys.has(list))
        throw [...this.keys].some((key) => key.startsWith('ocel:'))
          ? ocelError(
              'version',
              '这是 OCEL 1.0 文件，只支持 OCEL 2.0：请先转换',
              'This is an OCEL 1.0 file; only OCEL 2.0 is supported, convert it first',
              this.file,
            )
          : ocelError('invalid', `缺少 ${list}`, `"${list}" is missing`, `${this.file}:1`);
  }

  private take(token: { token: TokenType; value: unknown; offset: number }): void {
    const { token: type, offset } = token;
    if (type === TokenType.LEFT_BRACE || type === TokenType.LEFT_BRACKET) {
      if (++this.depth > MAX_DEPTH) throw tooDeep('OCEL', this.file, MAX_DEPTH);
      if (this.depth === 3) {
        this.startLine = this.lineAt(offset);
        this.startOffset = offset;
      }
    } else if (type === TokenType.RIGHT_BRACE || type === TokenType.RIGHT_BRACKET) this.depth--;
    else if (type === TokenType.STRING && this.depth === 1) this.takeKey(String(token.value));
    if (this.depth > 2 && offset - this.startOffset > MAX_RECORD_LENGTH)
      throw tooLarge('OCEL', this.file);
    this.assembler.write(token as never);
  }

  private takeKey(key: string): void {
    this.keys.add(key);
    this.list = LISTS.find((list) => list === key);
  }

  /** The line of a byte of the chunk in hand. */
  private lineAt(offset: number): number {
    let before = 0;
    while (before < this.lineEnds.length && (this.lineEnds[before] ?? 0) < offset) before++;
    return this.line + before;
  }

  private found(value: unknown): void {
    const { list } = this;
    if (list === undefined) return;
    const index = this.counts.get(list) ?? 0;
    this.counts.set(list, index + 1);
    const place = `${this.file}:${this.startLine} ${list}[${index}]`;
    const { sink, zone } = this;
    if (list === 'eventTypes') sink.eventType(this.definition(value, place), place);
    else if (list === 'objectTypes') sink.objectType(this.definition(value, place), place);
    else if (list === 'events')
      sink.event(eventOf(this.parsed(event, value, place), zone, place), place);
    else sink.object(objectOf(this.parsed(object, value, place), zone, place), place);
  }

  private definition(value: unknown, place: string): OcelTypeDefinition {
    const { name, attributes } = this.parsed(definition, value, place);
    return {
      name,
      attributes: attributes.map((attribute) => ({
        name: attribute.name,
        type: OCEL_TYPES.find((type) => type === attribute.type) ?? 'string',
      })),
    };
  }

  private parsed<S extends z.ZodType>(schema: S, value: unknown, place: string): z.output<S> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const path = (issue?.path ?? []).map(String).join('.');
    throw ocelError(
      'invalid',
      `${path} 有误：${issue?.message ?? ''}`,
      `${path} is not valid: ${issue?.message ?? ''}`,
      place,
    );
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.placed(
        isLedgerError(error) ? error : malformed('OCEL JSON', messageOf(error), this.file),
      );
    }
  }

  /** Errors that do not say their line get the one of the element that was being read. */
  private placed(error: LedgerError): LedgerError {
    return error.where === this.file ? placedAt(error, this.file, this.startLine) : error;
  }
}
