// A small projection for tests of the framework: it remembers between events, counts, keeps text and can fail.
// It must show in its rows whatever the runner does wrong with rows, memory or order.
import type { LedgerEvent } from '../../src/events/index.js';
import type { Projection } from '../../projections/projection.js';

export interface TallyOptions {
  readonly name?: string;
  readonly version?: number;
  /** Throws at a matter with this in its title. */
  readonly failsAt?: string;
  readonly handles?: Projection['handles'];
  /** Throws a failure of the surroundings while it returns true. */
  readonly diskIsFull?: () => boolean;
}

const SCHEMA = `
CREATE TABLE {step} (number INTEGER PRIMARY KEY, position TEXT NOT NULL, name TEXT NOT NULL, running INTEGER NOT NULL) STRICT;
CREATE TABLE {stream} (stream TEXT PRIMARY KEY, events INTEGER NOT NULL, last_name TEXT NOT NULL) STRICT;
CREATE INDEX {stream_by_events} ON {stream} (events);
CREATE VIRTUAL TABLE {words} USING fts5(text, content='', tokenize='unicode61');
`;

export function tally(options: TallyOptions = {}): Projection {
  return {
    name: options.name ?? 'tally',
    version: options.version ?? 1,
    handles: options.handles ?? 'all',
    schema: SCHEMA,
    open(writer, source) {
      const insertStep = writer.prepare(
        'INSERT INTO {step} (position, name, running) VALUES (?, ?, ?)',
      );
      const countStream = writer.prepare(
        `INSERT INTO {stream} VALUES (?, 1, ?)
         ON CONFLICT (stream) DO UPDATE SET events = events + 1, last_name = excluded.last_name`,
      );
      const insertWords = writer.prepare('INSERT INTO {words} (rowid, text) VALUES (?, ?)');
      let running =
        writer.prepare('SELECT max(running) AS n FROM {step}').get<{ n: number | null }>()?.n ?? 0;
      const applyOne = async (event: LedgerEvent) => {
        running += 1;
        insertStep.run([event.position, event.name, running]);
        const [again] = await source.at([event.position]);
        countStream.run([event.subject, again?.name ?? 'nowhere']);
        if (event.name !== 'matters.MatterOpened') return;
        if (options.diskIsFull?.())
          throw Object.assign(new Error('database or disk is full'), {
            code: 'SQLITE_FULL',
            rawCode: 13,
          });
        if (options.failsAt !== undefined && event.data.title.includes(options.failsAt))
          throw new Error(`cannot apply ${event.data.title}`);
        insertWords.run([running, event.data.title]);
      };
      return {
        async apply(events) {
          for (const event of events) await applyOne(event);
        },
      };
    },
  };
}
