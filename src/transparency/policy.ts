// C2SP tlog-policy: which logs are believed and how many witnesses must have cosigned.
// A policy that cannot be read in full must never be used in part.
import {
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  verifierOf,
  type WitnessedAt,
} from './checkpoint.js';
import { equalBytes, type TextInput } from './encoding.js';
import { invalid } from '../kernel/errors.js';
import { KEY_TYPE, parseVerifierKey, type VerifierKey } from './keys.js';

export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyWitness {
  readonly kind: 'witness';
  /** the name within the policy; it says nothing outside */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyGroup {
  readonly kind: 'group';
  readonly name: string;
  /** how many members must have witnessed: 1 to members.length */
  readonly threshold: number;
  readonly members: readonly PolicyMember[];
}

export type PolicyMember = PolicyWitness | PolicyGroup;

export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** undefined: `quorum none`, no cosignature is asked for */
  readonly quorum: PolicyMember | undefined;
}

const RESERVED: ReadonlySet<string> = new Set([
  'log',
  'witness',
  'group',
  'quorum',
  'any',
  'all',
  'none',
]);

/** What has been read so far; names are unique over witnesses and groups. */
class PolicyReader {
  readonly logs: PolicyLog[] = [];
  readonly members = new Map<string, PolicyMember>();
  readonly grouped = new Set<string>();
  quorum: { readonly member: PolicyMember | undefined } | undefined;

  constructor(readonly line: { number: number }) {}

  fail(zh: string, en: string) {
    return invalid(
      'policy.malformed',
      `信任策略错误：${zh}`,
      `Malformed policy: ${en}`,
      `line ${this.line.number}`,
    );
  }

  url(rest: readonly string[]): { url?: string } {
    const [url, ...more] = rest;
    if (more.length > 0) throw this.fail('多余的项', 'there are items too many');
    return url === undefined ? {} : { url };
  }

  newName(name: string | undefined): string {
    if (name === undefined || RESERVED.has(name) || name.startsWith('#'))
      throw this.fail('名称缺失或为保留字', 'a name is missing or reserved');
    if (this.members.has(name)) throw this.fail('名称重复', 'a name is defined twice');
    return name;
  }

  defined(name: string | undefined): PolicyMember {
    const member = name === undefined ? undefined : this.members.get(name);
    if (member === undefined)
      throw this.fail('名称未定义', 'a name is not defined on a line before');
    return member;
  }

  key(text: string | undefined, others: readonly VerifierKey[]): VerifierKey {
    const key = parseVerifierKey(text ?? '');
    if (others.some(({ publicKey }) => equalBytes(publicKey, key.publicKey)))
      throw this.fail('公钥重复', 'a public key is listed twice');
    return key;
  }

  log([key, ...rest]: readonly string[]): void {
    const others = this.logs.map((log) => log.key);
    this.logs.push({ key: this.key(key, others), ...this.url(rest) });
  }

  witness([name, text, ...rest]: readonly string[]): void {
    const others = this.witnesses.map((witness) => witness.key);
    const key = this.key(text, others);
    if (key.type === KEY_TYPE.ed25519)
      throw this.fail('见证人密钥须为副签类型', 'a witness key must be of a cosignature type');
    const unique = this.newName(name);
    this.members.set(unique, { kind: 'witness', name: unique, key, ...this.url(rest) });
  }

  group([name, count, ...names]: readonly string[]): void {
    const unique = this.newName(name);
    const members = names.map((member) => this.defined(member));
    for (const member of names) {
      if (this.grouped.has(member))
        throw this.fail('成员属于两个组', 'a member is in two groups or listed twice');
      this.grouped.add(member);
    }
    const threshold =
      count === 'all'
        ? members.length
        : count === 'any'
          ? 1
          : Number(/^[1-9][0-9]{0,5}$/.exec(count ?? '')?.[0]);
    if (!(threshold >= 1 && threshold <= members.length))
      throw this.fail(
        '门槛不在 1 与成员数之间',
        'the threshold is not between 1 and the number of members',
      );
    this.members.set(unique, { kind: 'group', name: unique, threshold, members });
  }

  quorumLine([name, ...rest]: readonly string[]): void {
    if (this.quorum !== undefined) throw this.fail('quorum 重复', 'there is a second quorum line');
    if (rest.length > 0) throw this.fail('多余的项', 'there are items too many');
    this.quorum = { member: name === 'none' ? undefined : this.defined(name) };
  }

  get witnesses(): PolicyWitness[] {
    return [...this.members.values()].filter((member) => member.kind === 'witness');
  }

  get groups(): PolicyGroup[] {
    return [...this.members.values()].filter((member) => member.kind === 'group');
  }
}

/** Bytes that are not UTF-8 stay opaque, one character each: names are compared, never interpreted. */
function textOf(input: TextInput): string {
  if (typeof input === 'string') return input;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    return Array.from(input, (byte) => String.fromCharCode(byte)).join('');
  }
}

// Spaces and tabs separate; an item that begins with # begins a comment.
const itemsOf = (line: string): string[] => {
  const items = line.split(/[ \t]+/).filter((item) => item !== '');
  const comment = items.findIndex((item) => item.startsWith('#'));
  return comment < 0 ? items : items.slice(0, comment);
};

/**
 * Reads a policy file.
 * @throws LedgerError `policy.malformed` (where = line), `key.*`
 */
export function parsePolicy(input: TextInput): Policy {
  const line = { number: 0 };
  const reader = new PolicyReader(line);
  for (const raw of textOf(input).split('\n')) {
    line.number += 1;
    if (
      Array.from(raw).some(
        (character) => (character < ' ' && character !== '\t') || character === '\u007f',
      )
    )
      throw reader.fail('含有控制字符', 'it holds a control character');
    const [keyword, ...items] = itemsOf(raw);
    if (keyword === undefined) continue;
    if (keyword === 'log') reader.log(items);
    else if (keyword === 'witness') reader.witness(items);
    else if (keyword === 'group') reader.group(items);
    else if (keyword === 'quorum') reader.quorumLine(items);
    else throw reader.fail('未知的关键字', 'an unknown keyword');
  }
  if (reader.quorum === undefined) throw reader.fail('没有 quorum 行', 'there is no quorum line');
  const { logs, witnesses, groups, quorum } = reader;
  return { logs, witnesses, groups, quorum: quorum.member };
}

/** A witness of the policy and when it cosigned. */
export interface PolicyCosignature extends WitnessedAt {
  readonly witness: string;
}

/** What a policy says of a checkpoint. */
export interface PolicyVerdict {
  readonly opened: OpenedCheckpoint;
  readonly cosignatures: readonly PolicyCosignature[];
  /** the checkpoint may only be relied on when true */
  readonly quorumReached: boolean;
  /** witnesses of the quorum that have not cosigned, by name */
  readonly missing: readonly string[];
}

const isSatisfied = (member: PolicyMember, cosigned: ReadonlySet<string>): boolean =>
  member.kind === 'witness'
    ? cosigned.has(member.name)
    : member.members.filter((part) => isSatisfied(part, cosigned)).length >= member.threshold;

const witnessesIn = (member: PolicyMember): string[] =>
  member.kind === 'witness' ? [member.name] : member.members.flatMap(witnessesIn);

/** True when the named witnesses are enough for the policy's quorum. */
export const reachesQuorum = (policy: Policy, cosigned: ReadonlySet<string>): boolean =>
  policy.quorum === undefined || isSatisfied(policy.quorum, cosigned);

/**
 * Judges a signed checkpoint. A log's key name must be the checkpoint's origin.
 * @throws LedgerError `note.*`, `checkpoint.*`; `policy.unknown_log` when no listed log has that origin
 */
export function evaluatePolicy(policy: Policy, input: TextInput): PolicyVerdict {
  const { origin } = parseCheckpoint(input).checkpoint;
  const logKeys = policy.logs.map((log) => log.key).filter((key) => key.name === origin);
  if (!logKeys.some((key) => verifierOf(key) !== undefined))
    throw invalid('policy.unknown_log', '策略未列入此日志', 'The policy does not list this log');
  const witnessKeys = policy.witnesses.map((witness) => witness.key);
  const opened = openCheckpoint(input, { origin, logKeys, witnessKeys });
  const cosignatures = opened.cosignatures.flatMap((cosignature) =>
    policy.witnesses
      .filter(({ key }) => key.name === cosignature.name && key.keyId === cosignature.keyId)
      .map((witness) => ({ ...cosignature, witness: witness.name })),
  );
  const cosigned = new Set(cosignatures.map((cosignature) => cosignature.witness));
  const asked = policy.quorum === undefined ? [] : witnessesIn(policy.quorum);
  return {
    opened,
    cosignatures,
    quorumReached: reachesQuorum(policy, cosigned),
    missing: asked.filter((name) => !cosigned.has(name)),
  };
}
