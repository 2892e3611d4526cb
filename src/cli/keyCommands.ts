// Commands about the signing keys: list, create, rotate, retire, export. They must never print a private key.
import { InvalidArgumentError, type Command } from 'commander';
import { keyOptions, readKeys } from '../openLog.js';
import { createKey, isActive, retireKey, rotateKeys } from '../signing/keyRing.js';
import type { SigningKey } from '../signing/signing.js';
import type { CliContext } from './context.js';

const DAY_MS = 86_400_000;

function parseDays(text: string): number {
  const days = Number(text);
  if (!/^\d{1,4}$/.test(text) || days < 1)
    throw new InvalidArgumentError('天数须为 1 至 9999 / days are a whole number from 1 to 9999');
  return days;
}

/** Eight hexadecimal digits, as they stand in the middle of a verifier key. */
const keyIdOf = (vkey: string): string => /\+([0-9a-f]{8})\+/.exec(vkey)?.[1] ?? '';

const toAnswer = (key: SigningKey) => ({
  id: keyIdOf(key.vkey),
  vkey: key.vkey,
  created: key.created,
  retired: key.retired ?? null,
  active: isActive(key, Date.now()),
});

function describe(key: SigningKey): string {
  const { id, vkey, created, retired, active } = toAnswer(key);
  const until =
    retired === null ? '' : `  ${active ? '将停用 / retires' : '已停用 / retired'} ${retired}`;
  return `${active ? '✓' : '✗'} ${id}  ${created}${until}\n  ${vkey}`;
}

export function addKeyCommands(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('签名密钥 / signing keys');

  const show = (key: SigningKey, said: string) =>
    context.output().result(toAnswer(key), () => `${said}\n${describe(key)}`);

  keys
    .command('list')
    .description('列出密钥 / list the keys')
    .action(() => {
      const list = readKeys(context.config());
      context
        .output()
        .result(list.map(toAnswer), () =>
          list.length === 0
            ? '尚无密钥：请运行 sunledger keys create / no key yet: run sunledger keys create'
            : list.map(describe).join('\n'),
        );
    });

  keys
    .command('create')
    .description('建立第一个密钥 / make the first key')
    .action(() => show(createKey(keyOptions(context.config())), '已建立密钥 / made a key'));

  keys
    .command('rotate')
    .description('增加新密钥，新旧同时签名 / add a key; old and new both sign')
    .option(
      '--overlap-days <days>',
      '旧密钥在此天数后自动停用；缺省为直到 keys retire / the old ones retire after so many days; with keys retire when left out',
      parseDays,
    )
    .action((options: { overlapDays?: number }) => {
      const overlap = options.overlapDays === undefined ? undefined : options.overlapDays * DAY_MS;
      show(
        rotateKeys(keyOptions(context.config()), overlap),
        '已增加密钥，请公布其公钥 / added a key; publish its vkey',
      );
    });

  keys
    .command('retire')
    .description('停用一个密钥 / retire a key')
    .argument('<id>', '八位十六进制标识 / eight hexadecimal digits')
    .action((id: string) => show(retireKey(keyOptions(context.config()), id), '已停用 / retired'));

  keys
    .command('export')
    .description('输出验证公钥，每行一个 / print the verifier keys, one a line')
    .option('--all', '含已停用的 / retired ones too', false)
    .action((options: { all: boolean }) => {
      const list = readKeys(context.config()).filter(
        (key) => options.all || isActive(key, Date.now()),
      );
      const vkeys = list.map(({ vkey }) => vkey);
      context.output().result(vkeys, () => vkeys.join('\n'));
    });
}
