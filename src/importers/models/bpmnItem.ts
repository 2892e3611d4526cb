// From a BPMN file to a version of a power item, as catalogue YAML: what the file says, completed from the item that the
// ledger has. It must never publish by itself, nor invent what neither of the two says.
import { stringify } from 'yaml';
import type { Bilingual } from '../../kernel/errors.js';
import { MANDATORY, type PowerItem } from '../../powers/catalogueSchema.js';
import type { BpmnFile } from './bpmn.js';
import { flowOfBpmn, type BpmnFlowOptions } from './bpmnFlow.js';
import { recordedPower } from './bpmnPower.js';

export interface ImportedItem {
  /** The power code, where the file or the base names one. */
  readonly code: string | undefined;
  /** A catalogue file with this one item. */
  readonly yaml: string;
  /** What a power item must have and neither the file nor the base says. */
  readonly missing: readonly string[];
  /** True when the drawing says just what the steps recorded in it say. */
  readonly asRecorded: boolean;
  readonly notes: readonly Bilingual[];
}

export interface ImportOptions extends BpmnFlowOptions {
  /** The item that the flow is for, as the ledger has it: what the file does not say is taken from it. */
  readonly base?: PowerItem | undefined;
  readonly version?: string | undefined;
  /** YYYY-MM-DD */
  readonly effectiveFrom?: string | undefined;
}

/** @throws LedgerError as `flowOfBpmn` */
export function itemOfBpmn(file: BpmnFile, options: ImportOptions = {}): ImportedItem {
  const { base, version, effectiveFrom } = options;
  const flow = flowOfBpmn(file, options);
  const recorded = recordedPower(file);
  const notes = [...flow.notes];
  const { level, ...own } = { ...withoutFlow(base), ...recorded?.fields };
  const stepOf = new Map(flow.tasks.map((task, index) => [task, flow.steps[index]?.n]));
  const risks = recorded
    ? recorded.risks.map(({ task, ...risk }) => ({ ...risk, at: stepOf.get(String(task)) }))
    : risksOfBase(base, flow.steps, notes);
  const item: Record<string, unknown> = {
    ...(file.graph.name !== undefined && { name: file.graph.name }),
    ...own,
    ...(version !== undefined && { version }),
    ...(effectiveFrom !== undefined && { effectiveFrom }),
    steps: flow.steps,
    risks,
  };
  // A new version does not end where the one before it did.
  if (version !== undefined) delete item['effectiveTo'];
  const missing = ['code', ...MANDATORY].filter((field) => isEmpty(item[field]));
  const head = [
    `来自 / from ${file.name}`,
    ...missing.map((field) => `缺少 / missing: ${field}`),
    ...notes.map(({ zh, en }) => `${zh} / ${en}`),
  ];
  return {
    code: typeof item['code'] === 'string' ? item['code'] : undefined,
    yaml: `${head.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('')}${stringify({ ...(level !== undefined && { level }), items: [item] })}`,
    missing,
    asRecorded: flow.asRecorded,
    notes,
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function withoutFlow(base: PowerItem | undefined): Readonly<Record<string, unknown>> {
  if (!base) return {};
  return Object.fromEntries(
    Object.entries(base).filter(([field]) => field !== 'steps' && field !== 'risks'),
  );
}

/** The risk points of the item before, at the steps that have the same name; told where there is none. */
function risksOfBase(
  base: PowerItem | undefined,
  steps: readonly { readonly n: number; readonly name: string }[],
  notes: Bilingual[],
): readonly unknown[] {
  return (base?.risks ?? []).flatMap((risk) => {
    const before = base?.steps.find(({ n }) => n === risk.at);
    const now = steps.find(({ name }) => name === before?.name);
    if (now) return [{ ...risk, at: now.n }];
    notes.push({
      zh: `原第 ${risk.at} 步的风险点“${risk.text}”没有对应步骤，未带入`,
      en: `the risk point at former step ${risk.at} ("${risk.text}") has no step any more and was left out`,
    });
    return [];
  });
}
