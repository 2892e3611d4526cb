// One thing that is wrong with a catalogue, and where: file, line, item. It must never quote more than names and codes.
import { LedgerError } from '../kernel/errors.js';

export type ProblemCode =
  | 'catalogue.yaml'
  | 'catalogue.schema'
  | 'catalogue.missing_attribute'
  | 'catalogue.head'
  | 'catalogue.duplicate_code'
  | 'catalogue.duplicate_name'
  | 'catalogue.unknown_role'
  | 'catalogue.unknown_step'
  | 'catalogue.unknown_parameter'
  | 'catalogue.incomplete_limit'
  | 'catalogue.limit_cycle'
  | 'catalogue.validity'
  | 'catalogue.count'
  | 'catalogue.version_reused';

/** A place in a catalogue: the path within its file. */
export type Path = readonly (string | number)[];

/** A problem before its line is known. */
export interface Fault {
  readonly code: ProblemCode;
  /** Code of the power item; left out where it concerns the file. */
  readonly item?: string | undefined;
  readonly path: Path;
  readonly zh: string;
  readonly en: string;
}

export interface Problem extends Omit<Fault, 'path'> {
  /** `file:line` */
  readonly where: string;
}

/** The one error for all problems found: it says the first, counts the others and lists all in its details. */
export function catalogueError(problems: readonly [Problem, ...Problem[]]): LedgerError {
  const [first] = problems;
  const others = problems.length - 1;
  const item = first.item === undefined ? ['', ''] : [`${first.item} `, `${first.item}: `];
  return new LedgerError(
    'invalid',
    first.code,
    {
      zh: `权力目录有误：${item[0] ?? ''}${first.zh}${others === 0 ? '' : `（另有 ${others} 处）`}`,
      en: `The catalogue is not valid: ${item[1] ?? ''}${first.en}${others === 0 ? '' : ` (and ${others} more)`}`,
    },
    first.where,
    {
      problems: problems.map(
        ({ where, item: code, zh, en }) => `${where} ${code ?? '-'} ${zh} / ${en}`,
      ),
    },
  );
}
