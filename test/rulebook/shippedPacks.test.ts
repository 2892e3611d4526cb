// What a new ledger adopts of the shipped packs, also where its first start was cut short.
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import { readAdopted } from '../../src/rulebook/adoptPacks.js';
import { adoptAll, adoptShippedPacks, firstAdoption } from '../../src/shippedPacks.js';
import { attributes, handlerOver, memoryLog } from '../spec/ledger.js';

const config = loadConfig({}, { dataDir: 'unused' });
const all = firstAdoption(config).fresh;
const at = (minute: number) => () => Date.UTC(2026, 0, 4, 1, minute);

/** A ledger whose first start ended after so many adoptions. */
async function cutShortAfter(count: number) {
  const log = memoryLog();
  const handler = handlerOver(log);
  await adoptAll(all.slice(0, count), handler, at(0));
  return { log, handler };
}

describe('the first adoption of the shipped packs', () => {
  it.each([0, 1, all.length - 1])(
    'cut short after %d packs is finished at the next start',
    async (count) => {
      const { log, handler } = await cutShortAfter(count);
      expect(await adoptShippedPacks(config, log, handler, at(1))).toBe(all.length - count);
      expect((await readAdopted(log)).map(({ name }) => name)).toEqual(all.map(({ name }) => name));
      expect(await adoptShippedPacks(config, log, handler, at(2))).toBe(0);
    },
  );

  it('is left as it is once anything else is recorded: what was judged stays judged by what was in force', async () => {
    const { log, handler } = await cutShortAfter(1);
    await handler.handle({
      name: 'offices.RegisterPerson',
      data: { personId: 'p1', name: '韦某（虚构）' },
      attributes: attributes('register-p1'),
    });
    expect(await adoptShippedPacks(config, log, handler, at(1))).toBe(0);
    expect(await readAdopted(log)).toHaveLength(1);
  });

  it('is not taken for cut short where the ledger adopted packs of its own', async () => {
    const log = memoryLog();
    const handler = handlerOver(log);
    await adoptAll(all.slice(1, 2), handler, at(0));
    expect(await adoptShippedPacks(config, log, handler, at(1))).toBe(0);
  });
});
