// Keeps the leads current: an event changes its cases, these the rolls in which they stand, and only what looks at
// something that changed is looked at again. Leads follow from the log alone, however it was cut into batches.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SubjectKind, Subjects } from '../../src/analytics/leads/check.js';
import { createLeadFinder, type World } from '../../src/analytics/leads/findLeads.js';
import type { LeadScheme } from '../../src/analytics/leads/scheme.js';
import {
  beginsCase,
  CASE_EVENTS,
  CASES,
  casesOf,
  evolveCase,
  type CaseKind,
  type CaseRoute,
} from '../../src/analytics/leads/subjects/cases.js';
import {
  payeeOf,
  placesOf,
  transactionDay,
  type RollKind,
} from '../../src/analytics/leads/subjects/rolls.js';
import type { LedgerEvent } from '../../src/events/index.js';
import type { RulePacks } from '../../src/rules/pack.js';
import { applyWith, handledBy } from '../handlers.js';
import type { Projection, ViewWriter } from '../projection.js';
import { createAskedTable } from './askedTable.js';
import { createLeadRows, leadsDigest } from './leadRows.js';
import { lifecycleHandlers, prepareLifecycle } from './lifecycle.js';
import { createPayeeTable } from './payeeUnits.js';
import { nameOf, splitName, SubjectStore, type Slot } from './subjectStore.js';
import { openTiers, type Tiers } from './tiers.js';
import { createTransactionDays } from './transactionDays.js';

/** Raised when the tables, the way they are filled or the code of a check change. */
const REVISION = 1;

/** A case as it stood before the batch: where it counted. */
interface Before {
  readonly places: readonly string[];
  readonly payee: string | undefined;
  readonly unit: string;
  readonly day: string | undefined;
}

const NOWHERE: Before = { places: [], payee: undefined, unit: '', day: undefined };

function standing({ kind, state }: Slot): Before {
  return {
    places: [...new Set(placesOf(kind, state).map(({ roll, key }) => nameOf(roll, key)))],
    payee: payeeOf(kind, state),
    unit: state.unit,
    day: transactionDay(kind, state),
  };
}

class LeadsProjector {
  private readonly store: SubjectStore;
  private readonly asked: ReturnType<typeof createAskedTable>;
  private readonly rows: ReturnType<typeof createLeadRows>;
  private readonly payees: ReturnType<typeof createPayeeTable>;
  private readonly days: ReturnType<typeof createTransactionDays>;
  private readonly lifecycle: ReturnType<typeof prepareLifecycle>;
  private readonly finder: ReturnType<typeof createLeadFinder>;
  private readonly tiers: Tiers;

  constructor(writer: ViewWriter, scheme: LeadScheme, packs: RulePacks) {
    this.store = new SubjectStore(writer);
    this.asked = createAskedTable(writer);
    this.rows = createLeadRows(writer, scheme.scoring);
    this.payees = createPayeeTable(writer);
    this.days = createTransactionDays(writer);
    this.lifecycle = prepareLifecycle(writer);
    this.finder = createLeadFinder(scheme);
    this.tiers = openTiers(writer, packs);
  }

  apply(events: readonly LedgerEvent[]): void {
    const touched = new Map<Slot, Before>();
    let otherTiers = false;
    for (const event of events) {
      if (event.name === 'rules.PackAdopted') {
        this.tiers.adopt(event);
        otherTiers = true;
      }
      applyWith(lifecycleHandlers, this.lifecycle, event);
      for (const route of casesOf(event)) this.fold(route, event, touched);
    }
    const changed = new Set<string>();
    for (const [slot, before] of touched) this.move(slot, before, changed);
    this.days.flush();
    for (const payee of this.payees.flush()) changed.add(nameOf('payee', payee));
    this.store.settlePlaces();
    const due = new Set(changed);
    if (otherTiers) for (const name of this.store.names()) due.add(name);
    for (const name of changed) for (const asker of this.asked.askersOf(name)) due.add(asker);
    for (const name of due) this.findOn(name);
    this.rows.flush();
    this.asked.flush();
    this.store.write();
  }

  private fold(route: CaseRoute, event: LedgerEvent, touched: Map<Slot, Before>): void {
    const { kind, key } = route;
    const slot = beginsCase(route, event) ? undefined : this.store.caseOf(kind, key);
    if (!slot) {
      touched.set(this.store.create(kind, key, evolveCase(undefined, event)), NOWHERE);
      return;
    }
    if (!touched.has(slot)) {
      touched.set(slot, standing(slot));
      this.store.pin(slot);
    }
    slot.state = evolveCase(slot.state, event);
  }

  /** Carries a changed case to where it now stands and counts. */
  private move(slot: Slot, before: Before, changed: Set<string>): void {
    changed.add(slot.name);
    const now = standing(slot);
    for (const roll of now.places) {
      changed.add(roll);
      if (before.places.includes(roll)) this.store.renew(roll, slot);
      else this.store.enter(roll, slot);
    }
    for (const roll of before.places)
      if (!now.places.includes(roll)) {
        changed.add(roll);
        this.store.leave(roll, slot);
      }
    if (before.payee !== now.payee) {
      if (before.payee !== undefined) this.payees.count(before.payee, before.unit, -1);
      if (now.payee !== undefined) this.payees.count(now.payee, now.unit, 1);
    }
    if (before.day !== now.day) {
      if (before.day !== undefined) this.days.count(before.unit, before.day, -1);
      if (now.day !== undefined) this.days.count(now.unit, now.day, 1);
    }
  }

  /** Runs the checks on one subject and keeps what they ask for and find. */
  private findOn(name: string): void {
    const [kind, key] = splitName(name) as [SubjectKind, string];
    if (!this.finder.kinds.has(kind)) return;
    const ofCase = kind in CASES ? this.store.caseOf(kind as CaseKind, key) : undefined;
    const ofRoll = kind in CASES ? undefined : this.store.rollWorthALook(kind as RollKind, key);
    const slot = ofCase ?? ofRoll;
    if (!slot) return;
    const subject = (ofCase?.state ?? ofRoll?.roll) as Subjects[SubjectKind];
    const asks = new Set<string>();
    const world: World = {
      tiers: this.tiers.inForce,
      ask: (other, otherKey) => {
        asks.add(nameOf(other, otherKey));
        return this.subject(other, otherKey);
      },
    };
    const leads = this.finder.find(kind, key, subject, world);
    const digest = leadsDigest(leads);
    const asked = asks.size === 0 ? '' : JSON.stringify([...asks].sort());
    if (slot.leads !== digest) this.rows.replace(name, slot.leads !== '', leads);
    if (slot.asks !== asked) this.asked.replace(name, slot.asks, asked);
    if (slot.leads === digest && slot.asks === asked) return;
    slot.leads = digest;
    slot.asks = asked;
    if (ofCase) this.store.putCaseOutcome(ofCase);
    else this.store.putRollOutcome(name, slot);
  }

  private subject<K extends SubjectKind>(kind: K, key: string): Subjects[K] | undefined {
    const found: unknown =
      kind === 'payee'
        ? this.payees.unitsOf(key)
        : kind in CASES
          ? this.store.caseOf(kind as CaseKind, key)?.state
          : this.store.rollOf(kind as RollKind, key).roll;
    return found as Subjects[K] | undefined;
  }
}

/** Identifies what leads depend on besides events: other checks, parameters or packs are another generation. */
function schemeVersion({ checks, document }: LeadScheme, packs: RulePacks): number {
  const content = {
    revision: REVISION,
    checks: checks.map((check) => ({ ...check, parameters: check.parameters.safeParse({}).data })),
    document,
    packs: packs.digest,
  };
  const text = JSON.stringify(content, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  return Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16);
}

/**
 * The view `leads` under a scheme.
 * @param packs say the tiers while the log has adopted none
 */
export const leadsProjection = (scheme: LeadScheme, packs: RulePacks): Projection => ({
  name: 'leads',
  version: schemeVersion(scheme, packs),
  handles: new Set([...CASE_EVENTS, ...handledBy(lifecycleHandlers), 'rules.PackAdopted']),
  schema: readFileSync(new URL('./view.sql', import.meta.url), 'utf8'),
  open(writer) {
    const projector = new LeadsProjector(writer, scheme, packs);
    return { apply: (events) => projector.apply(events) };
  },
});
