// The clean matters of the demo county keep the flows that they pin: judged by the real compiler and engine.
import { describe, expect, it } from '@jest/globals';
import { simulateCounty } from '../../scripts/simulate/county.js';
import { readCatalogue } from '../../src/catalogueFolder.js';
import { createWorkingDayCalendar } from '../../src/conformance/calendar.js';
import type { CaseEvent } from '../../src/conformance/case.js';
import { CHINA_HOLIDAYS } from '../../src/conformance/chinaHolidays.js';
import { compileConstraints, judgeCase } from '../../src/conformance/engine.js';
import { loadFlow } from '../../src/conformance/flow.js';
import { compileFlow } from '../../src/conformance/flowCompiler.js';
import type { LedgerEvent } from '../../src/events/index.js';
import { parseInstant } from '../../src/kernel/time.js';
import { recordCounty, small } from './recordedCounty.js';

const powers = readCatalogue();
const calendar = createWorkingDayCalendar(CHINA_HOLIDAYS);
const settings = {
  roles: Object.fromEntries([...powers.roles].map(([code, { name }]) => [code, name])),
  parameters: Object.fromEntries(powers.parameters),
};

function toCaseEvent(event: LedgerEvent): CaseEvent {
  const taken = event.name === 'matters.StepTaken' ? event.data : undefined;
  return {
    activity: taken?.activity ?? event.name.slice(event.name.indexOf('.') + 1),
    time: parseInstant(event.time).epochMs,
    role: taken?.role,
    attributes: taken?.step === undefined ? {} : { step: taken.step },
  };
}

/** The ids of the order, duty and time rules that a matter breaks. Roles are not judged here. */
function broken(matter: readonly LedgerEvent[], code: string, version: string): readonly string[] {
  const written = powers.items.find(({ item }) => item.code === code && item.version === version);
  const compiled = compileFlow(loadFlow({ code, steps: written?.item.steps }), settings);
  const constraints = compiled.rules
    .filter(({ kind }) => kind !== 'role' && kind !== 'roleRecorded')
    .map(({ constraint }) => constraint);
  const set = compileConstraints({ ...compiled.set, constraints }, { calendar });
  const events = matter.map(toCaseEvent);
  return judgeCase(set, { id: code, attributes: {}, events }, { closed: true })
    .filter(({ violations }) => violations > 0)
    .map(({ constraint }) => constraint.id);
}

const county = simulateCounty(small);
const late = county.planted.find(({ what }) => what.startsWith('decisions posted'))?.unit;
const planted = new Set(county.planted.flatMap(({ matter }) => matter ?? []));

const judged = recordCounty(county).then((events) =>
  events.flatMap((opened) => {
    if (opened.name !== 'matters.MatterOpened') return [];
    const { matterId, flowVersion = '' } = opened.data;
    const matter = events.filter((event) => event.matter === matterId);
    const adopted = matter.some(
      (event) => event.name === 'matters.ResultRuled' && event.data.outcome === 'adopted',
    );
    const code = opened.powercode ?? '';
    return [
      { matterId, unit: opened.orgunit, code, adopted, broken: broken(matter, code, flowVersion) },
    ];
  }),
);

describe('the matters of the demo county', () => {
  it('keep order, steps and limits of their flows where nothing was planted', async () => {
    const clean = (await judged).filter(
      ({ matterId, unit, adopted }) => adopted && unit !== late && !planted.has(matterId),
    );
    expect(clean.length).toBeGreaterThan(12);
    for (const { code, broken: rules } of clean) expect([code, ...rules]).toEqual([code]);
  });

  it('of the village that posts late break the limit of posting', async () => {
    const ofLate = (await judged).filter(({ unit, code }) => unit === late && code === 'V03');
    expect(ofLate.flatMap(({ broken: rules }) => rules)).toContain('V03.3.max');
  });
});
