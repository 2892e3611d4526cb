// Decisions of `powers`. An item without basis, or more items than the county lists, is recorded; the rules judge it.
import type { PowersEvent } from '../events/powers.js';
import { named } from '../kernel/facts.js';
import { dataAlone, deciderOf } from '../kernel/statements.js';

const power = named('power', '职权项目', 'power item');
const version = named('powerVersion', '职权项目版本', 'version of the power item');
const retirement = named('retirement', '职权项目废止', 'retirement of the power item');

/** An item may be published again after its retirement, and retired again on another day. */
export const powerDecider = deciderOf<PowersEvent>({
  'powers.PublishPowerItem': {
    records: 'powers.PowerItemPublished',
    key: (item) => version(item.version),
    agreesIn: dataAlone,
    alsoNamed: ({ code }) => [power(code)],
  },
  'powers.RetirePowerItem': {
    records: 'powers.PowerItemRetired',
    key: ({ on }) => retirement(on),
    agreesIn: dataAlone,
    needs: ({ code }) => [power(code)],
  },
});
