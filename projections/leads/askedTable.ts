// Who asked for whom, so that a change is carried to every subject whose leads it can change.
import { createSortedInsert } from '../bulkInsert.js';
import type { ViewWriter } from '../projection.js';
import { splitName } from './subjectStore.js';

export interface AskedTable {
  /** Subjects whose checks asked for this one. */
  askersOf(name: string): readonly string[];
  /** @param before and `now`: sorted names in JSON, or empty */
  replace(asker: string, before: string, now: string): void;
  flush(): void;
}

const namesIn = (text: string): readonly string[] =>
  text === '' ? [] : (JSON.parse(text) as string[]);

export function createAskedTable(writer: ViewWriter): AskedTable {
  const askers = writer.prepare('SELECT asker FROM {asked} WHERE asked = ?');
  const remove = writer.prepare('DELETE FROM {asked} WHERE asked = ? AND asker = ?');
  const added = createSortedInsert(writer, 'INSERT INTO {asked} (asked, asker) VALUES', 2);
  // Most kinds of subject are asked for by nobody: then there is nothing to look up.
  const kinds = new Set(
    writer
      .prepare("SELECT DISTINCT substr(asked, 1, instr(asked, '|') - 1) AS kind FROM {asked}")
      .all<{ kind: string }>()
      .map(({ kind }) => kind),
  );
  return {
    askersOf(name) {
      if (!kinds.has(splitName(name)[0])) return [];
      return askers.all<{ asker: string }>([name]).map(({ asker }) => asker);
    },
    replace(asker, before, now) {
      const [had, has] = [namesIn(before), namesIn(now)];
      const [old, current] = [new Set(had), new Set(has)];
      for (const name of had) if (!current.has(name)) remove.run([name, asker]);
      for (const name of has) {
        if (old.has(name)) continue;
        added.add([name, asker]);
        kinds.add(splitName(name)[0]);
      }
    },
    flush: () => added.flush(),
  };
}
