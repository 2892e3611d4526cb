// A parsed mapping document -> rules that can be applied. Everything that can be wrong with a mapping is found here,
// before the first record is read: commands, fields, paths, tables, formats.
import { z } from 'zod';
import type { CommandDefinitions } from '../../commands/command.js';
import type { Compiler, Evaluate } from './compiler.js';
import { compileCondition, conditionSchema, type Test } from './condition.js';
import { compile, createCompiler, parsePart } from './expression.js';
import { EVERY, expand, parsePath, type Path, type Scope } from './path.js';
import { expandPeriods } from './periods.js';
import { MappingProblem, type KeyPath } from './problem.js';
import type { AttributesDocument, MappingDocument, RuleDocument, Source } from './schema.js';

/** Sets the values of a `define` in the variables of a scope. */
export type Define = (scope: Scope) => void;

export interface CompiledRule {
  readonly name: string;
  readonly command: string;
  readonly items: (record: Scope) => readonly Scope[];
  readonly define: Define;
  readonly when: Test;
  readonly key: Evaluate;
  readonly repeats: 'same' | 'first' | undefined;
  readonly attributes: ReadonlyMap<string, Evaluate>;
  readonly data: Evaluate;
}

export type OnceCommand = Pick<CompiledRule, 'command' | 'attributes' | 'data'>;

/** A mapping ready for use; see {@link import('./load.js').loadMapping}. */
export interface Mapping {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly source: Source;
  readonly define: Define;
  readonly once: readonly OnceCommand[];
  readonly rules: readonly CompiledRule[];
  /** First keys of the paths that are read from the record itself: the columns that a table must have. */
  readonly columns: readonly string[];
}

/** @throws MappingProblem at the first problem */
export function compileMapping(
  document: MappingDocument,
  definitions: CommandDefinitions,
): Mapping {
  checkSource(document.source);
  const columns = new Set<string>();
  const compiler = (inRecord: boolean, countsRecords = false) =>
    createCompiler({
      lookups: document.lookups,
      countsRecords,
      reads: (path) => {
        const [first] = path.steps;
        if (inRecord && path.up === 0 && path.variable === undefined && typeof first === 'string')
          columns.add(first);
      },
    });
  const attributesOf = (own: AttributesDocument | undefined, at: KeyPath, using: Compiler) =>
    compileAttributes(document.attributes, own, at, using);

  const define = compileDefine(document.define, ['define'], compiler(true, true));
  const once = document.once.map((entry, index): OnceCommand => {
    const at = ['once', index];
    checkCommand(entry.command, entry.data, at, definitions);
    const using = compiler(false);
    return {
      command: entry.command,
      attributes: attributesOf(entry.attributes, at, using),
      data: compile(entry.data, [...at, 'data'], using),
    };
  });
  const rules = document.rules.map((rule, index) =>
    compileRule(
      rule,
      ['rules', index],
      compiler(rule.forEach === undefined),
      definitions,
      attributesOf,
      compiler(true),
    ),
  );
  checkNames(document.rules);
  return {
    id: document.mapping,
    title: document.title,
    source: document.source,
    define,
    once,
    rules,
    columns: [...columns],
  };
}

function compileRule(
  rule: RuleDocument,
  at: KeyPath,
  compiler: Compiler,
  definitions: CommandDefinitions,
  attributesOf: (
    own: AttributesDocument | undefined,
    at: KeyPath,
    using: Compiler,
  ) => ReadonlyMap<string, Evaluate>,
  ofRecord: Compiler,
): CompiledRule {
  checkCommand(rule.command, rule.data, at, definitions);
  const when =
    rule.when === undefined
      ? () => true
      : compileCondition(
          parsePart(conditionSchema, rule.when, [...at, 'when']),
          [...at, 'when'],
          compiler,
        );
  return {
    name: rule.name,
    command: rule.command,
    items: compileItems(rule.forEach, [...at, 'forEach'], ofRecord, compiler),
    define: compileDefine(rule.define ?? {}, [...at, 'define'], compiler),
    when,
    key: compile(rule.key, [...at, 'key'], compiler),
    repeats: rule.repeats,
    attributes: attributesOf(rule.attributes, at, compiler),
    data: compile(rule.data, [...at, 'data'], compiler),
  };
}

function compileItems(
  forEach: RuleDocument['forEach'],
  at: KeyPath,
  ofRecord: Compiler,
  ofItem: Compiler,
): CompiledRule['items'] {
  if (forEach === undefined)
    return (record) => [{ ...record, variables: new Map(record.variables) }];
  if (typeof forEach === 'string') {
    const path = itemsPath(forEach, at, ofRecord);
    return (record) => expand(path, record);
  }
  const { of, by, from, to } = forEach.periods;
  const periods = {
    items: itemsPath(of, [...at, 'periods', 'of'], ofRecord),
    by: compile(by, [...at, 'periods', 'by'], ofItem),
    from: compile(from, [...at, 'periods', 'from'], ofItem),
    to: compile(to, [...at, 'periods', 'to'], ofItem),
  };
  return (record) => expandPeriods(periods, record);
}

function itemsPath(text: string, at: KeyPath, { reads }: Compiler): Path {
  const path = parsePath(text, at);
  reads(path);
  if (path.steps.includes(EVERY)) return path;
  throw new MappingProblem(at, {
    zh: `「${text}」须含 [*]，如 History[*]`,
    en: `"${text}" needs a [*], as in History[*]`,
  });
}

function compileDefine(
  definitions: Readonly<Record<string, unknown>>,
  at: KeyPath,
  compiler: Compiler,
): Define {
  const compiled = Object.entries(definitions).map(
    ([name, expression]) => [name, compile(expression, [...at, name], compiler)] as const,
  );
  return (scope) => {
    for (const [name, evaluate] of compiled) scope.variables.set(name, evaluate(scope));
  };
}

const REQUIRED = ['time', 'orgunit', 'classification', 'rulepack'] as const;

function compileAttributes(
  shared: AttributesDocument,
  own: AttributesDocument | undefined,
  at: KeyPath,
  compiler: Compiler,
): ReadonlyMap<string, Evaluate> {
  const compiled = new Map<string, Evaluate>();
  for (const [key, value] of Object.entries(shared))
    compiled.set(key, compile(value, ['attributes', key], compiler));
  for (const [key, value] of Object.entries(own ?? {}))
    compiled.set(key, compile(value, [...at, 'attributes', key], compiler));
  const lacking = REQUIRED.find((key) => !compiled.has(key));
  if (lacking !== undefined)
    throw new MappingProblem([...at, 'attributes'], {
      zh: `缺少键「${lacking}」：请写入此处或映射最外层的 attributes`,
      en: `The key "${lacking}" is missing; give it here or in the mapping's own attributes`,
    });
  return compiled;
}

/** The command exists, every field of `data` is one of its fields, and none that it needs is missing. */
function checkCommand(
  command: string,
  data: Readonly<Record<string, unknown>>,
  at: KeyPath,
  definitions: CommandDefinitions,
): void {
  if (!Object.hasOwn(definitions, command))
    throw new MappingProblem([...at, 'command'], {
      zh: `没有命令「${command}」`,
      en: `There is no command "${command}"`,
    });
  const schema = definitions[command]?.schema;
  if (!(schema instanceof z.ZodObject)) return;
  const fields = schema.shape as Readonly<Record<string, z.ZodType>>;
  const unknown = Object.keys(data).find((key) => !Object.hasOwn(fields, key));
  if (unknown !== undefined)
    throw new MappingProblem([...at, 'data', unknown], {
      zh: `命令 ${command} 没有字段「${unknown}」；它的字段是：${Object.keys(fields).join('、')}`,
      en: `The command ${command} has no field "${unknown}"; its fields are: ${Object.keys(fields).join(', ')}`,
    });
  const lacking = Object.entries(fields).find(
    ([key, field]) => !Object.hasOwn(data, key) && !field.safeParse(undefined).success,
  );
  if (lacking)
    throw new MappingProblem([...at, 'data'], {
      zh: `缺少键「${lacking[0]}」：命令 ${command} 必须有它`,
      en: `The key "${lacking[0]}" is missing; the command ${command} needs it`,
    });
}

function checkNames(rules: readonly RuleDocument[]): void {
  for (const [index, { name }] of rules.entries())
    if (rules.findIndex((rule) => rule.name === name) !== index)
      throw new MappingProblem(['rules', index, 'name'], {
        zh: `规则名「${name}」重复`,
        en: `Two rules are named "${name}"`,
      });
}

function checkSource({ format, record }: Source): void {
  if ((format === 'json' || format === 'xml') && record === undefined)
    throw new MappingProblem(['source'], {
      zh: `缺少键「record」：${format} 须写明记录在哪里`,
      en: `The key "record" is missing; ${format} needs to say where the records are`,
    });
}
