// Makes the cells of a report, for whoever builds one. They hold what the ledger says; how it is written is decided later.
import type { Cell, Column, Fact, Words } from './document.js';

type Events = readonly string[] | undefined;

export const text = (words: Words, events?: Events): Cell => ({
  kind: 'text',
  text: words,
  events,
});

/** A party to a payment or contract: its name is masked for the public, since it may be a natural person. */
export const party = (name: string, events?: Events): Cell => ({
  kind: 'text',
  text: name,
  personal: true,
  events,
});

export const code = (id: string, events?: Events): Cell => ({ kind: 'code', text: id, events });

export const person = (personId: string, name: string | null, events?: Events): Cell => ({
  kind: 'person',
  personId,
  name,
  events,
});

/** @param fen integer minor units */
export const money = (fen: string, currency: string, events?: Events): Cell => ({
  kind: 'money',
  fen,
  currency,
  events,
});

/** The currency of amounts that the ledger keeps without naming one. */
export const LEDGER_CURRENCY = 'CNY';

export const count = (value: number, events?: Events): Cell => ({
  kind: 'number',
  value,
  digits: 0,
  events,
});

/** A count that opens: how many events, and which. */
export const counted = (found: {
  readonly count: number;
  readonly eventIds: readonly string[];
}): Cell => count(found.count, found.eventIds);

export const decimal = (value: number, digits: number, events?: Events): Cell => ({
  kind: 'number',
  value,
  digits,
  events,
});

/** @param share of one */
export const percent = (share: number, digits: number, events?: Events): Cell => ({
  kind: 'percent',
  share,
  digits,
  events,
});

export const date = (day: string, events?: Events): Cell => ({ kind: 'date', date: day, events });

export const time = (instant: string, events?: Events): Cell => ({
  kind: 'time',
  time: instant,
  events,
});

export const none = (why?: Words): Cell => ({ kind: 'none', why });

/** The cell of a value that may be missing. */
export const maybe = <T>(
  value: T | null | undefined,
  make: (value: T) => Cell,
  why?: Words,
): Cell => (value === null || value === undefined ? none(why) : make(value));

/** A text in both languages. */
export const said = (zh: string, en: string): Words => ({ zh, en });

/** A column by its Chinese and English title; `unit` in Chinese and English, joined by a stroke where they differ. */
export const column = (zh: string, en: string, options: Omit<Column, 'title'> = {}): Column => ({
  title: { zh, en },
  ...options,
});

export const fact = (zh: string, en: string, value: Cell): Fact => ({ name: { zh, en }, value });

export const YUAN: Words = { zh: '元', en: 'yuan' };
