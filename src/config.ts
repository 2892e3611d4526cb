// Every setting of the program, in one schema: environment over settings file over default.
// It must never guess: a bad value is refused by name.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { explainIssue } from './events/issues.js';
import { invalid, unavailable } from './kernel/errors.js';

/** From JSON a boolean, from the environment a word. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
const milliseconds = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

const settings = z.strictObject({
  /** Folder of the ledger, its documents and read models. */
  dataDir: z.string().min(1).default('data'),
  /** URI of the ledger: `source` of every event. Fixed when the ledger is created. */
  origin: z
    .string()
    .regex(/^(urn:|https?:\/\/)\S+$/, 'a URI')
    .max(300)
    .default('urn:sunledger:local'),
  /** What the ledger signs under, fixed with its first key; its origin when left out. No spaces, no plus. */
  logName: z
    .string()
    .regex(/^[^\s+]+$/u, 'no spaces, no plus')
    .max(300)
    .optional(),
  /** Folder of the signing keys and of what they signed; `keys` in the data folder when left out. */
  keyFolder: z.string().min(1).optional(),
  /** How often the service signs the head of a log that has grown, in milliseconds. */
  signEveryMilliseconds: z.coerce.number().int().min(10).max(3_600_000).default(1000),
  host: z.string().min(1).default('127.0.0.1'),
  /** Where the service is reached from outside (`https://…`): printed in reports and their QR codes. */
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^\s?#@]+$/, 'an http(s) address')
    .max(300)
    .optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Bearer token for writing over HTTP; made at start when left out. */
  writeToken: z.string().min(16, 'at least 16 characters').optional(),
  /** Folder of rule packs (YAML); the shipped ones when left out. */
  rulePacks: z.string().min(1).optional(),
  /** Scheme of leads (YAML); the shipped one when left out. */
  leadScheme: z.string().min(1).optional(),
  /** How long a read with `after` waits for the views, in milliseconds. */
  readWaitMilliseconds: z.coerce.number().int().min(0).max(60_000).default(3000),
  /** The largest document that is taken, in bytes. */
  maxDocumentBytes: z.coerce
    .number()
    .int()
    .min(1)
    .default(256 * 1024 * 1024),
  /** Whether the service begins the audit of every departure by itself (离任、转任必审). */
  beginAudits: z.enum(['on', 'off']).default('on'),
  /** Requests per minute and address; 0 switches the limit off. */
  rateLimit: z.coerce.number().int().min(0).default(6000),
  /** Where the events are: in one file here, or on an EventStoreDB or KurrentDB cluster. Fixed with the ledger. */
  engine: z.enum(['sqlite', 'eventstoredb']).default('sqlite'),
  /** Address of the cluster, `esdb://host:2113,host:2113?tls=true`; what is wrong with it `/readyz` says. */
  esdbUrl: z.string().max(2000).default(''),
  /** Over those of the address. */
  esdbUser: z.string().min(1).optional(),
  esdbPassword: z.string().min(1).optional(),
  /** A file that holds the password, as container platforms hand secrets out. */
  esdbPasswordFile: z.string().min(1).optional(),
  /** PEM file of the authority that signed the certificates of the cluster. */
  esdbCaFile: z.string().min(1).optional(),
  /** Begins the names of the ledger's streams; made from the origin when left out. Fixed with the ledger. */
  esdbPrefix: z.string().min(1).max(100).optional(),
  /** Appends over one shared stream instead of one call each: faster for many, and worse when things fail. */
  esdbBatchAppend: flag.default(false),
  /** How long one call to the cluster may take. */
  esdbDeadlineMilliseconds: milliseconds(100, 60_000).default(5000),
  /** How far the clock of this node may be off the cluster's before it stops writing. */
  maxClockSkewMilliseconds: milliseconds(100, 86_400_000).default(10_000),
  /** Name of this node among others; the name of the machine when left out. */
  node: z.string().min(1).max(100).optional(),
  /** Whether this node may take its turn to sign. */
  signer: flag.default(true),
  /** How long a node that signs may be silent before another one takes over. */
  signerLeaseMilliseconds: milliseconds(500, 600_000).default(10_000),
});
export type Config = z.output<typeof settings>;

const ENVIRONMENT: Readonly<Record<keyof Config, string>> = {
  dataDir: 'SUNLEDGER_DATA',
  origin: 'SUNLEDGER_ORIGIN',
  logName: 'SUNLEDGER_LOG_NAME',
  keyFolder: 'SUNLEDGER_KEYS',
  signEveryMilliseconds: 'SUNLEDGER_SIGN_EVERY_MS',
  host: 'SUNLEDGER_HOST',
  publicUrl: 'SUNLEDGER_PUBLIC_URL',
  port: 'SUNLEDGER_PORT',
  logLevel: 'SUNLEDGER_LOG_LEVEL',
  writeToken: 'SUNLEDGER_WRITE_TOKEN',
  rulePacks: 'SUNLEDGER_RULE_PACKS',
  leadScheme: 'SUNLEDGER_LEAD_SCHEME',
  readWaitMilliseconds: 'SUNLEDGER_READ_WAIT_MS',
  beginAudits: 'SUNLEDGER_BEGIN_AUDITS',
  rateLimit: 'SUNLEDGER_RATE_LIMIT',
  maxDocumentBytes: 'SUNLEDGER_MAX_DOCUMENT_BYTES',
  engine: 'SUNLEDGER_ENGINE',
  esdbUrl: 'SUNLEDGER_ESDB_URL',
  esdbUser: 'SUNLEDGER_ESDB_USER',
  esdbPassword: 'SUNLEDGER_ESDB_PASSWORD',
  esdbPasswordFile: 'SUNLEDGER_ESDB_PASSWORD_FILE',
  esdbCaFile: 'SUNLEDGER_ESDB_CA_FILE',
  esdbPrefix: 'SUNLEDGER_ESDB_PREFIX',
  esdbBatchAppend: 'SUNLEDGER_ESDB_BATCH_APPEND',
  esdbDeadlineMilliseconds: 'SUNLEDGER_ESDB_DEADLINE_MS',
  maxClockSkewMilliseconds: 'SUNLEDGER_MAX_CLOCK_SKEW_MS',
  node: 'SUNLEDGER_NODE',
  signer: 'SUNLEDGER_SIGNER',
  signerLeaseMilliseconds: 'SUNLEDGER_SIGNER_LEASE_MS',
};

export const SETTINGS_FILE = 'sunledger.json';

function readFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw unavailable(
      'config.unreadable',
      '设置文件无法读取：请检查其权限与磁盘',
      'The settings file cannot be read; check its permissions and the disk',
      path,
      error,
    );
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    throw invalid(
      'config.file',
      `设置文件不是 JSON 对象：${error instanceof Error ? error.message : ''}`,
      `The settings file is not a JSON object: ${error instanceof Error ? error.message : ''}`,
      path,
    );
  }
}

/**
 * Settings from `<dataDir>/sunledger.json` and the environment.
 * @throws LedgerError `config.unreadable`, `config.file`, `config.invalid` naming the key and its variable
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  given: Partial<Config> = {},
): Config {
  const fromEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(ENVIRONMENT).flatMap(([key, variable]) => {
      const value = environment[variable];
      return value === undefined || value === '' ? [] : [[key, value] as const];
    }),
  );
  const dataDir = resolve(given.dataDir ?? fromEnvironment['dataDir'] ?? 'data');
  const raw = { ...readFile(join(dataDir, SETTINGS_FILE)), ...fromEnvironment, ...given, dataDir };
  const parsed = settings.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') throw unknownSetting(issue.keys.join(', '), dataDir);
  const key = String(issue?.path[0] ?? '');
  const { zh, en } = explainIssue(settings, raw, parsed.error);
  throw invalid(
    'config.invalid',
    `设置「${key}」有误：${zh}`,
    `The setting "${key}" is not valid: ${en}`,
    key in ENVIRONMENT ? `${key} (${ENVIRONMENT[key as keyof Config]})` : key,
  );
}

const unknownSetting = (keys: string, dataDir: string) =>
  invalid(
    'config.unknown',
    `没有此设置：「${keys}」；请从设置文件中删去，或检查拼写`,
    `There is no such setting: "${keys}"; remove it from the settings file or check its spelling`,
    join(dataDir, SETTINGS_FILE),
  );
