// Which class keeps which kind of roll.
import { ProcurementBook } from './procurementBook.js';
import { ListRoll, type Roll, type RollKind } from './rolls.js';
import { UnitYear } from './unitYear.js';

export function createRoll(kind: RollKind, key: string): Roll {
  switch (kind) {
    case 'unitYear': {
      const [unit = '', year = ''] = key.split('|');
      return new UnitYear(unit, year);
    }
    case 'procurement':
      return new ProcurementBook();
    default:
      return new ListRoll();
  }
}
