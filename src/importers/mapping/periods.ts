// Spells of time: the terms of one person in one body, joined where they touch or overlap. So a member who was
// re-elected, or who was also chairman for a while, is not said to have left and joined again.
import { addDays, parseLocalDate, type LocalDate } from '../../kernel/time.js';
import type { RecordValue } from '../record.js';
import type { Evaluate } from './compiler.js';
import { expand, type Path, type Scope } from './path.js';
import { recordProblem } from './problem.js';
import { textOf } from './text.js';

export interface PeriodsOf {
  readonly items: Path;
  readonly by: Evaluate;
  readonly from: Evaluate;
  readonly to: Evaluate;
}

interface Spell {
  readonly by: string;
  readonly from: LocalDate;
  /** Absent while it lasts. */
  readonly to: LocalDate | undefined;
  readonly item: RecordValue;
}

const OPEN_END = '9999-12-30' as LocalDate;

/** One scope `{by, from, to, item}` for each spell, `item` being its earliest record; in order of `by`, then time. */
export function expandPeriods({ items, by, from, to }: PeriodsOf, scope: Scope): readonly Scope[] {
  const spells = expand(items, scope).map((item): Spell => {
    const [group, start, end] = [textOf(by(item)), textOf(from(item)), textOf(to(item))];
    if (group === undefined || start === undefined)
      throw recordProblem('period', {
        zh: '任期缺少归属或开始日期',
        en: 'A period lacks its group or its first day',
      });
    const first = parseLocalDate(start);
    return {
      by: group,
      from: first,
      to: end === undefined ? undefined : parseLocalDate(end),
      item: item.value,
    };
  });
  return joinSpells(spells).map(({ by: group, from: start, to: end, item }, index): Scope => ({
    value: { by: group, from: start, ...(end !== undefined && { to: end }), item },
    parent: scope,
    index: index + 1,
    variables: new Map(),
    memory: scope.memory,
  }));
}

function joinSpells(spells: readonly Spell[]): readonly Spell[] {
  const key = (spell: Spell) => `${spell.by}\n${spell.from}`;
  const joined: Spell[] = [];
  for (const spell of spells.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const last = joined.at(-1);
    const touches = last?.by === spell.by && spell.from <= addDays(last.to ?? OPEN_END, 1);
    if (!last || !touches) {
      joined.push(spell);
      continue;
    }
    const to =
      last.to === undefined || spell.to === undefined
        ? undefined
        : last.to > spell.to
          ? last.to
          : spell.to;
    joined[joined.length - 1] = { ...last, to };
  }
  return joined;
}
