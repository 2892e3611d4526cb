// npm run simulate: fills an empty ledger with the synthetic county (虚构), as large as asked for, and lists what was planted.
import { Command } from 'commander';
import { createOutput, EXIT, reportError } from '../../src/cli/output.js';
import { loadConfig } from '../../src/config.js';
import { DEMO_ORIGIN } from '../../src/demo.js';
import {
  countyOf,
  simulateYears,
  SMALL_COUNTY,
  WHOLE_COUNTY,
  type CountyOptions,
} from './county.js';
import { loadYears } from './load.js';
import type { PlantedCase } from './planted.js';
import { wholeNumber } from '../wholeNumber.js';

interface Flags {
  readonly data: string;
  readonly events?: number;
  readonly years?: number;
  readonly seed: number;
  readonly townships: number;
  readonly villages: number;
  readonly json?: boolean;
}

const parseFlags = (args: readonly string[]): Flags =>
  new Command('simulate')
    .description('把虚构的演示县装入空台账 / fill an empty ledger with the invented county')
    .requiredOption('--data <folder>', '数据文件夹 / data folder')
    .option(
      '--events <n>',
      '约多少事件；取整年 / about so many events, in whole years',
      wholeNumber,
    )
    .option('--years <n>', '多少年 / how many years', wholeNumber)
    .option('--townships <n>', '乡镇数 / townships', wholeNumber, WHOLE_COUNTY.townships)
    .option('--villages <n>', '每乡镇的村数 / villages of each', wholeNumber, WHOLE_COUNTY.villages)
    .option('--seed <n>', '随机种子 / seed', wholeNumber, SMALL_COUNTY.seed)
    .option('--json', '以 JSON 输出 / answer in JSON')
    .parse(args, { from: 'user' })
    .opts<Flags>();

function optionsOf({ events, years, seed, townships: count, villages }: Flags): CountyOptions {
  const size = { seed, townships: count, villages };
  if (events !== undefined) return countyOf(events, size);
  return { ...SMALL_COUNTY, ...size, years: years ?? SMALL_COUNTY.years };
}

export async function main(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args);
  const output = createOutput(flags.json === true);
  try {
    const options = optionsOf(flags);
    const config = loadConfig(process.env, { dataDir: flags.data, origin: DEMO_ORIGIN });
    const planted: PlantedCase[] = [];
    const bar = output.progress('simulate', flags.events ?? 0);
    function* years() {
      for (const year of simulateYears(options)) {
        planted.push(...year.planted);
        yield year;
      }
    }
    const { events } = await loadYears(config, years(), (done) => bar.update(done));
    bar.stop();
    output.result({ events, ...options, planted }, () =>
      [
        `✓ ${events} 个事件 events，${options.from}–${options.from + options.years - 1} 年 → ${flags.data}`,
        ...planted.map(({ unit, what }) => `  ${unit}  ${what}`),
      ].join('\n'),
    );
    return EXIT.ok;
  } catch (error) {
    return reportError(error, flags.json === true);
  }
}
