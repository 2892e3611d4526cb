// A reading endpoint as data: path, contract and query. The router and the OpenAPI document are both made from it.
import type { z } from 'zod';
import type { EventSource } from '../../projections/projection.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import type { IndexScheme } from '../analytics/indexScheme.js';
import type { LeadScheme } from '../analytics/leads/scheme.js';
import type { Bilingual } from '../kernel/errors.js';
import type { Terms } from '../powers/catalogueChecks.js';
import type { Extent } from '../reports/document.js';
import type { ReportPlan } from '../reports/drawUp.js';

/** What a paged query returns: rows, and where the next page begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: unknown;
  /** How many there are on all pages, where they were counted. */
  readonly total?: number;
}

/** An answer from which a report is made. */
export interface ReportInput<Q, D> {
  readonly data: D;
  readonly query: Q;
  /** Of a list: how much of it this is. */
  readonly extent: Extent;
}

export interface QueryInput<Q> {
  readonly snapshot: ViewSnapshot;
  readonly query: Q;
  readonly parameters: Readonly<Record<string, string>>;
  /** Where this page begins, as the previous page said; `undefined` for the first. */
  readonly after: unknown;
  /** True when the reader may see what is not public. */
  readonly trusted: boolean;
  readonly indexScheme: IndexScheme;
  readonly leadScheme: LeadScheme;
  /** Names of roles and values of parameters, of the shipped catalogue; read when first asked for. */
  readonly terms: () => Terms;
}

/** Another form of an answer: asked for by `Accept`, or by the extension at the end of the path. */
export interface AnswerForm {
  readonly mediaType: string;
  write(answer: unknown, terms: Terms): Promise<string>;
}

export interface ReadEndpoint {
  /** OpenAPI path below /api/v1, e.g. `/decisions/{matterId}`. */
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  readonly paged: boolean;
  /** Needs the token: what it shows is not public. */
  readonly restricted: boolean;
  /** Forms other than JSON, by extension. */
  readonly forms: Readonly<Record<string, AnswerForm>>;
  run(input: QueryInput<unknown>): unknown;
  /** The answer as a report, where it has that form. */
  report?(input: ReportInput<unknown, unknown>): ReportPlan;
  /** Whether the report has a version for everybody. */
  readonly masked: boolean;
  /** Completes what `run` found from the events of the log at or before its position. */
  finish?(found: unknown, sources: Sources): Promise<unknown>;
}

/** What the second stage of a reading works with: further snapshots, and single events. */
export interface Sources {
  readonly read: <T>(query: (snapshot: ViewSnapshot) => T) => T;
  readonly source: EventSource;
}

/** Declares an endpoint; exists so that the query's type reaches `run`. */
export function readEndpoint<Q extends z.ZodObject, A extends z.ZodType>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly forms?: ReadEndpoint['forms'];
  readonly masked?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => z.output<A>;
  readonly report?: (input: ReportInput<z.output<Q>, z.output<A>>) => ReportPlan;
}): ReadEndpoint {
  const { report } = endpoint;
  return {
    ...endpoint,
    paged: false,
    restricted: endpoint.restricted ?? false,
    forms: endpoint.forms ?? {},
    masked: endpoint.masked ?? false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
    ...(report && {
      report: (input) => report(input as ReportInput<z.output<Q>, z.output<A>>),
    }),
  };
}

/** Declares an endpoint whose answer needs events that no view keeps; `run` must say as of which position it read. */
export function readInStages<Q extends z.ZodObject, A extends z.ZodType, F>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => F;
  readonly finish: (found: F, sources: Sources) => Promise<z.output<A>>;
}): ReadEndpoint {
  return {
    ...endpoint,
    paged: false,
    restricted: endpoint.restricted ?? false,
    forms: {},
    masked: false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
    finish: (found, sources) => endpoint.finish(found as F, sources),
  };
}

/** Declares a list with signed cursors. `answer` is the schema of one row. */
export function pagedEndpoint<Q extends z.ZodObject, A extends z.ZodType>(endpoint: {
  readonly path: string;
  readonly summary: Bilingual;
  readonly query: Q;
  readonly answer: A;
  readonly restricted?: boolean;
  readonly run: (input: QueryInput<z.output<Q>>) => Page<z.output<A>>;
  readonly report?: (input: ReportInput<z.output<Q>, readonly z.output<A>[]>) => ReportPlan;
}): ReadEndpoint {
  const { report } = endpoint;
  return {
    ...endpoint,
    paged: true,
    restricted: endpoint.restricted ?? false,
    forms: {},
    masked: false,
    run: (input) => endpoint.run(input as QueryInput<z.output<Q>>),
    ...(report && {
      report: (input) => report(input as ReportInput<z.output<Q>, readonly z.output<A>[]>),
    }),
  };
}
