// The address of the cluster (`esdb://...`), read strictly: what the client would ignore or misread is refused by name.
// It must never put a password into an error or a log: errors name hosts and option names only.
import { invalid, type LedgerError } from '../../kernel/errors.js';

export interface Host {
  readonly address: string;
  readonly port: number;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ClusterAddress {
  readonly hosts: readonly Host[];
  /** The one host stands for all nodes in the DNS (`esdb+discover`). */
  readonly discover: boolean;
  readonly tls: boolean;
  readonly credentials: Credentials | undefined;
  /** Paths of PEM files. */
  readonly caFile: string | undefined;
  readonly userCertFile: string | undefined;
  readonly userKeyFile: string | undefined;
  /** Numbers that the client takes as they are; see {@link NUMBERS}. */
  readonly numbers: Readonly<Partial<Record<NumberOption, number>>>;
  /** Scheme and hosts: safe to show. */
  readonly shown: string;
}

const NUMBERS = [
  'maxDiscoverAttempts',
  'discoveryInterval',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
] as const;
export type NumberOption = (typeof NUMBERS)[number];

const FILES = ['tlsCAFile', 'userCertFile', 'userKeyFile'] as const;

/** Options that the client knows and the ledger must not be given, and why. */
const REFUSED: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  throwOnAppendFailure: [
    '置为 false 时客户端报告错误的版本号',
    'when it is false the client reports wrong revisions',
  ],
  tlsVerifyCert: [
    '客户端不理会它：自签证书请用 tlsCAFile',
    'the client takes no notice of it; name your certificate authority with tlsCAFile',
  ],
  defaultDeadline: [
    '请用设置 esdbDeadlineMilliseconds',
    'use the setting esdbDeadlineMilliseconds',
  ],
  connectionName: ['由程序给出', 'the program gives its own'],
};

const badUrl = (zh: string, en: string, where?: string): LedgerError =>
  invalid(
    'engine.url',
    `设置 esdbUrl（SUNLEDGER_ESDB_URL）有误：${zh}`,
    `The setting esdbUrl (SUNLEDGER_ESDB_URL) is not valid: ${en}`,
    where,
  );

function schemeOf(url: string): { readonly discover: boolean; readonly rest: string } {
  const [, scheme = '', rest = ''] = /^([a-z+]*):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === 'esdb' || scheme === 'esdb+discover')
    return { discover: scheme === 'esdb+discover', rest };
  if (/^(kurrentdb|kurrent|kdb)(\+discover)?$/.test(scheme))
    throw badUrl(
      `以 ${scheme}:// 开头，请改写为 esdb://（KurrentDB 服务器使用同一协议）`,
      `it begins with ${scheme}://; write esdb:// instead (a KurrentDB server speaks the same protocol)`,
      scheme,
    );
  throw badUrl(
    '须以 esdb:// 或 esdb+discover:// 开头',
    'it begins with esdb:// or esdb+discover://',
  );
}

function parseHost(text: string): Host {
  if (text.includes('[') || text.split(':').length > 2)
    throw badUrl(
      'IPv6 地址在重连时会被客户端误读，请用主机名或 IPv4 地址',
      'the client misreads an IPv6 address when it reconnects; use a name or an IPv4 address',
    );
  const [, address, port = '2113'] = /^([A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (address === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw badUrl('主机须为 名称:端口', 'a host is name:port');
  return { address, port: Number(port) };
}

function parseCredentials(text: string): Credentials {
  const [, username, password] = /^([^:]+):(.+)$/s.exec(text) ?? [];
  try {
    if (username !== undefined && password !== undefined)
      return {
        username: decodeURIComponent(username),
        password: decodeURIComponent(password),
      };
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  throw badUrl(
    '用户须写成 用户:密码@，特殊字符用百分号编码',
    'a user is written user:password@, special characters percent-encoded',
  );
}

/** The client compares option names without case, dash and underscore; so does this. */
const flat = (name: string) => name.toLowerCase().replace(/[-_]/g, '');

const KNOWN = new Map(
  ['tls', 'nodePreference', ...FILES, ...NUMBERS, ...Object.keys(REFUSED)].map((name) => [
    flat(name),
    name,
  ]),
);

function parseOptions(query: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    const name = KNOWN.get(flat(key));
    if (name === undefined)
      throw badUrl('有未知的选项', 'it holds an unknown option', key.slice(0, 40));
    const refused = REFUSED[name];
    if (refused)
      throw badUrl(
        `不可用选项 ${name}：${refused[0]}`,
        `${name} is not taken: ${refused[1]}`,
        name,
      );
    options.set(name, decodeURIComponent(value));
  }
  return options;
}

function readTls(options: ReadonlyMap<string, string>): boolean {
  const tls = options.get('tls') ?? 'true';
  if (tls !== 'true' && tls !== 'false')
    throw badUrl('选项 tls 须为 true 或 false', 'the option tls is true or false', 'tls');
  return tls === 'true';
}

function readNumbers(options: ReadonlyMap<string, string>): ClusterAddress['numbers'] {
  const numbers: Partial<Record<NumberOption, number>> = {};
  for (const name of NUMBERS) {
    const text = options.get(name);
    if (text === undefined) continue;
    if (!/^-?\d{1,9}$/.test(text))
      throw badUrl(`选项 ${name} 须为整数`, `the option ${name} is a whole number`, name);
    numbers[name] = Number(text);
  }
  return numbers;
}

/** @throws LedgerError `engine.url`, which never quotes user or password */
export function parseAddress(url: string): ClusterAddress {
  const { discover, rest } = schemeOf(url.trim());
  const [, before = '', query = ''] = /^([^?]*?)\/*(?:\?(.*))?$/s.exec(rest) ?? [];
  const at = before.lastIndexOf('@');
  const hosts = before
    .slice(at + 1)
    .split(',')
    .map(parseHost);
  if (discover && hosts.length > 1)
    throw badUrl(
      'esdb+discover:// 只用第一个主机：请只写一个，或改用 esdb:// 列出各节点',
      'esdb+discover:// uses the first host only; name one, or list the nodes with esdb://',
    );
  const options = parseOptions(query);
  if ((options.get('nodePreference') ?? 'leader') !== 'leader')
    throw badUrl(
      '选项 nodePreference 只能是 leader：台账要读到刚写入的内容',
      'the option nodePreference is leader: the ledger reads what it has just written',
      'nodePreference',
    );
  return {
    hosts,
    discover,
    tls: readTls(options),
    credentials: at < 0 ? undefined : parseCredentials(before.slice(0, at)),
    caFile: options.get('tlsCAFile'),
    userCertFile: options.get('userCertFile'),
    userKeyFile: options.get('userKeyFile'),
    numbers: readNumbers(options),
    shown: `esdb${discover ? '+discover' : ''}://${hosts.map(({ address, port }) => `${address}:${port}`).join(',')}`,
  };
}
