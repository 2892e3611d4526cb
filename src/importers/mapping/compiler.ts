// What the parts of the mapping language share when they are compiled.
import type { RecordValue } from '../record.js';
import type { Path, Scope } from './path.js';
import type { KeyPath } from './problem.js';
import type { Lookups } from './steps.js';

/** A compiled expression. Undefined is "absent". @throws LedgerError `mapping.*` */
export type Evaluate = (scope: Scope) => RecordValue | undefined;

/** What compiling needs to know, and where it tells what it found. */
export interface Compiler {
  readonly lookups: Lookups;
  /** Hears every path that an expression reads. */
  readonly reads: (path: Path) => void;
  /** `$ordinal` counts records, so it stands only in the mapping's own `define`. */
  readonly countsRecords: boolean;
  /** Text without braces is a path here; anything else is an expression. @throws MappingProblem */
  source(source: unknown, at: KeyPath): Evaluate;
}
