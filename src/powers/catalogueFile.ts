// From the texts of a catalogue's YAML files to power items that can be published. All files of a folder together
// are one catalogue. It must never let an item through that names a role, step or parameter which is not there.
import { itemFaults, type Terms } from './catalogueChecks.js';
import { catalogueError, type Fault, type Problem, type ProblemCode } from './catalogueProblem.js';
import {
  powerItemSchema,
  type CatalogueDocument,
  type CatalogueHead,
  type DecisionRule,
  type FileItem,
  type Level,
  type Parameter,
  type PowerItem,
  type Retirement,
  type Role,
} from './catalogueSchema.js';
import { readCatalogueFile, type CatalogueText, type ParsedFile } from './catalogueYaml.js';

export type { CatalogueText } from './catalogueYaml.js';

/** One version of an item and the `file:line` at which it is written. */
export interface WrittenItem {
  readonly item: PowerItem;
  readonly where: string;
}

/** A checked catalogue. Items are in the order of their taking effect, then of their codes. */
export interface PowerCatalogue extends Terms {
  readonly head: CatalogueHead;
  readonly items: readonly WrittenItem[];
  readonly retired: readonly Retirement[];
  /** What is unusual but allowed: a level that does not list as many items as it should (CAT-01). */
  readonly warnings: readonly Problem[];
}

/** How many items a level lists where its file does not say (domain.md 1.1, M04). */
const EXPECTED: Readonly<Partial<Record<Level, number>>> = { township: 26, village: 20 };

type Located = (fault: Fault) => void;

/** The decision rule in words; its figures live in the rule packs. */
function decisionOf({ body, mode, lastSpeaker, quorum, pass, note }: DecisionRule) {
  const words = [quorum, pass, note].filter((part) => part !== undefined).join('；');
  return {
    body,
    ...(mode === undefined ? {} : { mode }),
    ...(lastSpeaker === undefined ? {} : { lastSpeaker }),
    ...(words === '' ? {} : { note: words }),
  };
}

function toPowerItem(item: FileItem, file: CatalogueDocument): unknown {
  const { decision, risks, ...rest } = item;
  return {
    ...rest,
    version: item.version ?? file.version,
    effectiveFrom: item.effectiveFrom ?? file.effectiveFrom,
    level: file.level,
    ...(decision === undefined ? {} : { decision: decisionOf(decision) }),
    risks: risks.map((risk, index) => ({ riskId: `${item.code}-R${index + 1}`, ...risk })),
  };
}

/** The item as the event that it becomes; what neither it nor its file states is missing. */
function written(
  item: FileItem,
  file: ParsedFile,
  path: readonly [string, number],
  fault: Located,
): WrittenItem | undefined {
  const parsed = powerItemSchema.safeParse(toPowerItem(item, file.content));
  if (parsed.success) return { item: parsed.data, where: file.placeOf(path) };
  for (const { path: field } of parsed.error.issues)
    fault({
      code: 'catalogue.missing_attribute',
      item: item.code,
      path,
      zh: `条目与文件都没有给出 ${field.join('.')}`,
      en: `neither the item nor its file states ${field.join('.')}`,
    });
  return undefined;
}

function mergeTerms(
  files: readonly ParsedFile[],
  faultIn: (file: ParsedFile) => Located,
): { readonly roles: Map<string, Role>; readonly parameters: Map<string, Parameter> } {
  const roles = new Map<string, Role>();
  const parameters = new Map<string, Parameter>();
  for (const file of files) {
    const add = <T>(table: 'roles' | 'parameters', into: Map<string, T>, entry: [string, T]) => {
      const [name, value] = entry;
      if (into.has(name))
        faultIn(file)({
          code: 'catalogue.duplicate_name',
          path: [table, name],
          zh: `${table} 中的 ${name} 已在另一文件中给出`,
          en: `${name} of ${table} is already given in another file`,
        });
      else into.set(name, value);
    };
    for (const entry of Object.entries(file.content.roles ?? {})) add('roles', roles, entry);
    for (const entry of Object.entries(file.content.parameters ?? {}))
      add('parameters', parameters, entry);
  }
  return { roles, parameters };
}

const overlap = (a: PowerItem, b: PowerItem): boolean =>
  (a.effectiveTo === undefined || b.effectiveFrom < a.effectiveTo) &&
  (b.effectiveTo === undefined || a.effectiveFrom < b.effectiveTo);

/** The problem of an item with those listed before it: the same code twice, or a validity that never begins. */
function clash(
  item: PowerItem,
  earlier: readonly PowerItem[],
): [ProblemCode, string, string] | undefined {
  if (item.effectiveTo !== undefined && item.effectiveTo <= item.effectiveFrom)
    return [
      'catalogue.validity',
      `有效期止 ${item.effectiveTo} 不晚于起 ${item.effectiveFrom}`,
      `it ends on ${item.effectiveTo}, not after it begins on ${item.effectiveFrom}`,
    ];
  const same = earlier.filter(({ code }) => code === item.code);
  if (same.some(({ version }) => version === item.version))
    return [
      'catalogue.duplicate_code',
      `编码与版本 ${item.version} 重复`,
      `code and version ${item.version} are listed twice`,
    ];
  const other = same.find((one) => overlap(one, item));
  return (
    other && [
      'catalogue.duplicate_code',
      `版本 ${other.version} 与 ${item.version} 在同一日期同时有效`,
      `versions ${other.version} and ${item.version} are in force on the same day`,
    ]
  );
}

function countWarning(file: ParsedFile): Fault | undefined {
  const { items, level, expected = level && EXPECTED[level], retired = [] } = file.content;
  if (items === undefined || expected === undefined) return undefined;
  const ended = new Set(retired.map(({ code }) => code));
  const count = new Set(items.map(({ code }) => code).filter((code) => !ended.has(code))).size;
  if (count === expected) return undefined;
  return {
    code: 'catalogue.count',
    path: ['items'],
    zh: `列有 ${count} 项权力，应为 ${expected} 项（CAT-01）`,
    en: `lists ${count} power items, not ${expected} (CAT-01)`,
  };
}

const ONE_HEAD = {
  code: 'catalogue.head',
  zh: '目录须有且只有一个文件给出 catalogue（编号、名称、发布单位）',
  en: 'exactly one file must give the head "catalogue" (id, title, issuing unit)',
} as const;

const noHead = (name: string): Problem => ({ ...ONE_HEAD, where: `${name}:1` });

const secondHeads = (files: readonly ParsedFile[]): readonly Problem[] =>
  files
    .filter(({ content }) => content.catalogue !== undefined)
    .slice(1)
    .map(({ placeOf }) => ({ ...ONE_HEAD, where: placeOf(['catalogue']) }));

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byEffect = ({ item: a }: WrittenItem, { item: b }: WrittenItem): number =>
  compareTexts(a.effectiveFrom, b.effectiveFrom) || compareTexts(a.code, b.code);

function readAll(texts: readonly CatalogueText[]) {
  const read = texts.map(readCatalogueFile);
  return {
    files: read.flatMap(({ file }) => file ?? []),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** The items of all files, with the faults that their neighbours or their terms cause. */
function collectItems(
  files: readonly ParsedFile[],
  terms: Terms,
  faultIn: (file: ParsedFile) => Located,
): readonly WrittenItem[] {
  const items: WrittenItem[] = [];
  for (const file of files)
    for (const [index, one] of (file.content.items ?? []).entries()) {
      const path = ['items', index] as const;
      const fault = faultIn(file);
      itemFaults(one, path, terms).forEach(fault);
      const result = written(one, file, path, fault);
      if (!result) continue;
      const trouble = clash(
        result.item,
        items.map(({ item }) => item),
      );
      if (trouble) {
        const [code, zh, en] = trouble;
        fault({ code, item: one.code, path, zh, en });
      }
      items.push(result);
    }
  return items;
}

/**
 * Reads and checks a catalogue.
 * @param texts its files, in any order
 * @throws LedgerError `catalogue.*` for the first problem: `where` is `file:line`, `details.problems` lists all
 */
export function parseCatalogue(texts: readonly CatalogueText[]): PowerCatalogue {
  const { files, problems } = readAll(texts);
  const [unread, ...alsoUnread] = problems;
  if (unread) throw catalogueError([unread, ...alsoUnread]);
  const found: Problem[] = [];
  const located =
    (file: ParsedFile): Located =>
    ({ path, ...fault }) =>
      found.push({ ...fault, where: file.placeOf(path) });
  const head = files.flatMap((file) => file.content.catalogue ?? [])[0];
  if (head === undefined) throw catalogueError([noHead(texts[0]?.name ?? 'catalogue')]);
  found.push(...secondHeads(files));
  const terms = mergeTerms(files, located);
  const items = collectItems(files, terms, located);
  const [first, ...others] = found;
  if (first) throw catalogueError([first, ...others]);
  return {
    head,
    ...terms,
    items: [...items].sort(byEffect),
    retired: files.flatMap(({ content }) => content.retired ?? []),
    warnings: files.flatMap((file) => {
      const fault = countWarning(file);
      if (!fault) return [];
      const { path, ...rest } = fault;
      return [{ ...rest, where: file.placeOf(path) }];
    }),
  };
}
