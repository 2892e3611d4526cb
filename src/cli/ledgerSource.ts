// Opens the ledger's matters for reading one by one: for exports and for conformance.
// It must never read from views that stopped before the position asked for.
import { rolesAndKinds } from '../../projections/offices/roles.queries.js';
import { powerEvents } from '../../projections/powers/powers.queries.js';
import type { ViewSnapshot } from '../../projections/reader.js';
import { matterCases } from '../../projections/violations/cases.queries.js';
import type { Views } from '../../projections/service.js';
import type { Ledger } from '../composition.js';
import type { EventLog } from '../log/eventLog.js';
import type { MatterFilter, MatterSource } from '../exporters/ledgerMatters.js';
import { invalid, unavailable } from '../kernel/errors.js';
import { comparePositions, parsePosition, type Position } from '../kernel/position.js';
import { powerRegister } from '../powers/powerRegister.js';
import { day, area } from '../http/endpoints/fields.js';
import { parseQuery } from '../http/query.js';
import { z } from 'zod';
import { withViews, type CliContext } from './context.js';

/** Matters read at a time. */
const PAGE = 200;

/** The flags that say which matters. */
export interface MatterFlags {
  readonly from?: string;
  readonly to?: string;
  readonly unit?: string;
  readonly power?: string;
  readonly asOf?: string;
  readonly public?: boolean;
}

const flagsSchema = z.object({
  from: day.optional(),
  to: day.optional(),
  unit: area,
  power: z.string().min(1).max(200).optional(),
});

/** @throws LedgerError `http.query` naming the flag */
export const filterOf = ({
  from,
  to,
  unit,
  power,
  public: publicOnly,
}: MatterFlags): MatterFilter => ({
  ...parseQuery(flagsSchema, { from, to, unit, power }),
  publicOnly,
});

/** Runs `work` on the matters as of a position, the head when none is given. */
export async function withMatters<T>(
  context: CliContext,
  asOf: string | undefined,
  work: (source: MatterSource, ledger: Ledger) => Promise<T>,
): Promise<T> {
  return withViews(context, async (ledger) => {
    const head = await ledger.log.head();
    const upTo = asOf === undefined ? head : parsePosition(asOf);
    if (upTo !== undefined && (head === undefined || comparePositions(upTo, head) > 0))
      throw invalid(
        'position.beyond_head',
        `台账尚无位置 ${upTo}：最新位置为 ${head ?? '（空）'}`,
        `The ledger has no position ${upTo}; its newest is ${head ?? '(empty)'}`,
        'as-of',
      );
    return work(matterSource(ledger, upTo), ledger);
  });
}

/** The matters of an open ledger up to a position. @throws LedgerError `view.halted`, `view.building` */
export function matterSource(
  { log, views }: { readonly log: EventLog; readonly views: Pick<Views, 'read'> },
  upTo: Position | undefined,
): MatterSource {
  const last = Number(upTo ?? -1);
  const { register, offices } = views.read((snapshot) => {
    const { roles, kinds, bodiesOf, postsOf } = rolesAndKinds(snapshot, last);
    const known = powerEvents(snapshot).filter(
      ({ position }) => upTo !== undefined && comparePositions(position, upTo) <= 0,
    );
    requireComplete(snapshot, upTo);
    return {
      register: powerRegister(known),
      offices: {
        roleOfPost: (post: string) => roles.get(post),
        kindOfBody: (body: string) => kinds.get(body),
        bodiesOf,
        postsOf,
      },
    };
  });
  return {
    log,
    upTo,
    register,
    offices,
    page: (after) =>
      views.read((snapshot) => {
        const found = matterCases(snapshot, after, last, PAGE);
        requireComplete(snapshot, upTo);
        return found;
      }),
  };
}

function requireComplete(snapshot: ViewSnapshot, upTo: Position | undefined): void {
  for (const { name, position } of snapshot.halted)
    if (upTo !== undefined && (position === undefined || comparePositions(position, upTo) < 0))
      throw unavailable(
        'view.halted',
        `视图「${name}」已停止，其后的事项不全：请查看 /readyz，修复后重建`,
        `View "${name}" has stopped, so the matters after it are incomplete; see /readyz, mend and rebuild`,
        name,
      );
}
