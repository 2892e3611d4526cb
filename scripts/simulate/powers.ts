// The catalogue of powers in the demo county: published on the first day, then the measure of every matter and post.
import { readCatalogue } from '../../src/catalogueFolder.js';
import type { PowerCatalogue } from '../../src/powers/catalogueFile.js';
import type { PowerItem } from '../../src/powers/catalogueSchema.js';
import {
  powerRegister,
  versionInForce,
  type PowerRegister,
} from '../../src/powers/powerRegister.js';
import type { Timeline } from './timeline.js';

export interface Powers {
  /** The version of an item in force on a day. @throws RangeError when there is none */
  item(code: string, day: string): PowerItem;
  /** The codes that a post of this role may exercise. */
  codesOf(role: string): readonly string[];
}

/** The bodies that the holder of a post sits on, leads or keeps the records of. */
const BODIES_OF: Readonly<Record<string, readonly string[]>> = {
  PS: ['PC', 'PCG', 'LTM'],
  DPS: ['PC', 'LTM'],
  TM: ['PC', 'LTM', 'TG'],
  DTM: ['PC', 'LTM', 'TG'],
  DIS: ['PC', 'LTM', 'SUP'],
  ORG: ['PC', 'LTM'],
  NPC: ['PC', 'LTM', 'NPCG'],
  OFC: ['PC', 'LTM', 'TG'],
  FIN: ['LTM'],
  VPS: ['VPB', 'VPM', 'VLM', 'COL'],
  VCC: ['VC', 'VLM', 'VAS', 'VGM'],
  VACC: ['VC', 'VLM'],
  VGL: ['VC', 'VGM'],
};

const namesIn = ({ holder, lead, decision, steps }: PowerItem): ReadonlySet<string> =>
  new Set([holder, lead ?? '', decision?.body ?? '', ...steps.map(({ who }) => who)]);

function codesOf(items: readonly PowerItem[], role: string): readonly string[] {
  const own = [role, ...(BODIES_OF[role] ?? [])];
  const codes = items.filter((item) => own.some((name) => namesIn(item).has(name)));
  return [...new Set(codes.map(({ code }) => code))].sort();
}

function inForce(register: PowerRegister, code: string, day: string): PowerItem {
  const power = register.get(code);
  const item = power && versionInForce(power, day);
  if (!item) throw new RangeError(`power item ${code} is not in force on ${day}`);
  return item;
}

/** Publishes every version of the shipped catalogue on a day, and answers from it. */
export function publishPowers(
  timeline: Timeline,
  day: string,
  catalogue: PowerCatalogue = readCatalogue(),
): Powers {
  const items = catalogue.items.map(({ item }) => item);
  for (const item of items)
    timeline.record('powers.PublishPowerItem', item, {
      orgunit: catalogue.head.unit,
      day,
      time: '07:30',
      power: item.code,
    });
  const register = powerRegister(
    items.map((data) => ({ name: 'powers.PowerItemPublished', data }) as const),
  );
  return {
    item: (code, on) => inForce(register, code, on),
    codesOf: (role) => codesOf(items, role),
  };
}
