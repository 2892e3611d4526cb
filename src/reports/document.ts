// What a report is before it has a form: title, provenance, numbered sections, cells that carry their events. Pure data.
// Whoever builds one takes every figure from a projection; a renderer must never compute one.
import type { Bilingual } from '../kernel/errors.js';

/** Said in Chinese and English, or as recorded where the ledger holds only one text. */
export type Words = string | Bilingual;

/** The events on which a cell or sentence rests, oldest first. */
export interface Evidenced {
  readonly events?: readonly string[] | undefined;
}

/** One value of a table or fact. Its kind decides how it is written and what a spreadsheet keeps it as. */
export type Cell = Evidenced &
  (
    | {
        readonly kind: 'text';
        readonly text: Words;
        /** A name of a natural person, or of a party that may be one: masked for the public. */
        readonly personal?: true | undefined;
      }
    /** An id or digest: never translated, never masked except where it is a person's. */
    | { readonly kind: 'code'; readonly text: string }
    | { readonly kind: 'person'; readonly personId: string; readonly name: string | null }
    /** Fen (integer minor units) of a currency. */
    | { readonly kind: 'money'; readonly fen: string; readonly currency: string }
    /** `digits` decimals are shown; 0 for a count. */
    | { readonly kind: 'number'; readonly value: number; readonly digits: number }
    /** A share of one, shown as percent. */
    | { readonly kind: 'percent'; readonly share: number; readonly digits: number }
    /** Local day, YYYY-MM-DD. */
    | { readonly kind: 'date'; readonly date: string }
    /** RFC 3339, as recorded. */
    | { readonly kind: 'time'; readonly time: string }
    /** Nothing is recorded, or it does not apply; `why` says which. */
    | { readonly kind: 'none'; readonly why?: Words | undefined }
  );

export interface Column {
  readonly title: Words;
  /** Figures stand right, which is the default where every cell is a figure. */
  readonly align?: 'left' | 'right' | 'center' | undefined;
  /** Said under the title: 元, 日, %. */
  readonly unit?: Words | undefined;
}

export type Row = readonly Cell[];

/** A list that is longer than what it shows must say so. */
export interface Extent {
  readonly shown: number;
  /** `null`: not counted. */
  readonly total: number | null;
  readonly more: boolean;
}

export interface Table {
  readonly kind: 'table';
  readonly title?: Words | undefined;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Totals, one row a currency or class; taken from the projection, never added up here. */
  readonly totals?: readonly Row[] | undefined;
  readonly footnotes?: readonly Words[] | undefined;
  readonly extent?: Extent | undefined;
}

export interface Fact {
  readonly name: Words;
  readonly value: Cell;
}

export interface Facts {
  readonly kind: 'facts';
  readonly rows: readonly Fact[];
}

export interface Paragraph extends Evidenced {
  readonly kind: 'paragraph';
  readonly text: Words;
  /** `note`: small; `warning`: set apart. */
  readonly tone?: 'note' | 'warning' | undefined;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly (Evidenced & { readonly text: Words })[];
}

/** Values of one series, one a category; `none` leaves a gap. All of one kind: money, number or percent. */
export interface Series {
  readonly name: Words;
  readonly values: readonly Cell[];
}

/** Bars beside each other by category, or lines over them. */
export interface PlotChart {
  readonly kind: 'chart';
  readonly form: 'bars' | 'lines';
  readonly title: Words;
  /** What the picture shows, for whoever cannot see it. */
  readonly alt: Words;
  readonly unit: Words;
  /** Its figures stand in a table beside it, so that no form need list them again. */
  readonly beside?: true | undefined;
  readonly categories: readonly Words[];
  readonly series: readonly Series[];
}

export interface FlowStep extends Evidenced {
  readonly title: Words;
  /** A day, a count, an outcome. */
  readonly note?: Words | undefined;
  /** `missing`: not on record; `flagged`: a lead stands against it. */
  readonly state: 'done' | 'missing' | 'flagged';
}

/** The steps of a decision in order. */
export interface FlowChart {
  readonly kind: 'chart';
  readonly form: 'flow';
  readonly title: Words;
  readonly alt: Words;
  readonly beside?: true | undefined;
  readonly steps: readonly FlowStep[];
}

export type Chart = PlotChart | FlowChart;

export interface Finding {
  readonly severity: 'S' | 'M' | 'L';
  readonly title: Words;
  readonly facts: readonly Fact[];
}

/** Findings are leads with proposals; the report says so beside them. */
export interface Findings {
  readonly kind: 'findings';
  readonly items: readonly Finding[];
}

export type Block = Table | Facts | Paragraph | List | Chart | Findings;

export interface Section {
  readonly title: Words;
  readonly blocks: readonly Block[];
  readonly sections?: readonly Section[] | undefined;
  /**
   * What of it the public version shows: all, tables by their totals only, findings by their titles only; left out: nothing.
   * Sections inside follow their own.
   */
  readonly publish?: 'whole' | 'totals' | 'titles' | undefined;
  /** Its tables need the long side of the paper. */
  readonly wide?: true | undefined;
}

/** A line to sign on. */
export interface Signature {
  readonly role: Words;
  readonly name?: Cell | undefined;
}

/** Where every figure comes from, and under which rules. */
export interface Provenance {
  /** Origin of the ledger. */
  readonly ledger: string;
  readonly position: string | null;
  /** When the ledger recorded the event at that position: the date of the document. */
  readonly recordedAt: string | null;
  /** The Merkle tree of the events up to the position: size, and root in base64. */
  readonly tree: { readonly size: number; readonly root: string } | null;
  readonly clock: 'business' | 'recorded';
  readonly rulePacks: readonly string[];
  /** Views that stopped before the position: the report does not know what came after. */
  readonly halted: readonly string[];
}

/** For whom, and how far along. */
export interface Marking {
  readonly audience: 'internal' | 'public';
  readonly draft: boolean;
  /** The ledger is a demonstration: people and events are invented. */
  readonly invented: boolean;
}

/** Where the same answer can be asked for again. */
export interface Question {
  /** Below the service's address, e.g. `/api/v1/decisions`. */
  readonly path: string;
  /** Canonical: sorted, without defaults, with `asOf`. */
  readonly query: string;
}

export interface ReportDocument {
  readonly format: 'sunledger.report.v1';
  /** Names the kind of report and its files, e.g. `departure-audit`. */
  readonly kind: string;
  readonly title: Words;
  readonly subtitle?: Words | undefined;
  /** 文号. */
  readonly number?: Words | undefined;
  /** 审计机关. */
  readonly issuer?: Words | undefined;
  readonly marking: Marking;
  /** What the report is about: person, unit, period, filters. */
  readonly subject: readonly Fact[];
  readonly provenance: Provenance;
  readonly question: Question | null;
  /** What a reader must know before the first figure. */
  readonly statements: readonly Words[];
  readonly sections: readonly Section[];
  /** Empty: nothing is signed. */
  readonly signatures: readonly Signature[];
  readonly annexes: readonly Section[];
  /** `annex`: cells refer to a numbered list of events at the end; `inline`: the ids stand in the tables themselves. */
  readonly evidence: 'annex' | 'inline';
}
