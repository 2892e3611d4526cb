import { describe, expect, it } from '@jest/globals';
import { createCommandHandler } from '../../src/commands/commandHandler.js';
import { createFoldedStreams } from '../../src/commands/foldedStreams.js';
import { allCommands } from '../../src/commands/registry.js';
import { catalogue } from '../../src/events/index.js';
import type { EventLog } from '../../src/log/eventLog.js';
import { attributes, handlerOver, memoryLog, request, withSqliteLog } from '../spec/ledger.js';

const matterId = 'm1';
const open = (id: string, title = '修路') => request(id, 'matters.OpenMatter', { matterId, title });
const step = (id: string, stepId = id) =>
  request(id, 'matters.TakeStep', { matterId, stepId, activity: '受理' });

async function bothLogs(work: (log: EventLog) => Promise<void>): Promise<void> {
  await work(memoryLog());
  await withSqliteLog(work);
}

describe('a command', () => {
  it('is recorded with its envelope in the stream of its data', async () => {
    await bothLogs(async (log) => {
      const outcome = await handlerOver(log).handle(open('c1'));
      expect(outcome).toMatchObject({ status: 'recorded', stream: 'matter-m1', revision: 1 });
      const [record] = await log.readStream('matter-m1');
      expect(outcome.position).toBe(record?.position);
      expect(JSON.parse(Buffer.from(record!.bytes).toString('utf8'))).toMatchObject({
        ...attributes('c1'),
        id: outcome.eventIds[0],
        type: 'org.sunledger.matters.MatterOpened.v1',
        subject: 'matter-m1',
        data: { matterId, title: '修路' },
      });
    });
  });

  it('sent twice under one id has one answer and one event', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      const first = await handler.handle(open('c1'));
      const second = await handler.handle(open('c1'));
      // Nothing was added by the second, so it names no events as recorded now.
      expect(second).toEqual({ ...first, status: 'replayed', recorded: undefined });
      expect(await handlerOver(log).handle(open('c1'))).toEqual(second);
      expect(await log.readAll(undefined, 10)).toHaveLength(1);
    });
  });

  it('sent twice at once under one id is recorded once', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      const outcomes = await Promise.all([handler.handle(open('c1')), handler.handle(open('c1'))]);
      expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'replayed']);
      expect(await log.readAll(undefined, 10)).toHaveLength(1);
    });
  });

  it('repeated under another id changes nothing', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      await handler.handle(open('c1'));
      expect(await handler.handle(open('c2'))).toEqual({
        status: 'unchanged',
        stream: 'matter-m1',
        revision: 1,
        position: undefined,
        eventIds: [],
      });
    });
  });

  it('is refused with other content under an id that was used', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      await handler.handle(open('c1'));
      await expect(handler.handle(open('c1', '修桥'))).rejects.toMatchObject({
        code: 'log.command_reused',
      });
      await expect(handler.handle(step('c1'))).rejects.toMatchObject({
        code: 'log.command_reused',
      });
      const { name, data } = open('c1');
      await expect(
        handler.handle(request('c1', name, data, { time: '2026-03-01T09:00:00+08:00' })),
      ).rejects.toMatchObject({ code: 'log.command_reused' });
      expect(await log.readAll(undefined, 10)).toHaveLength(1);
    });
  });

  it('is refused with other content under the same natural key, with a pointer to the first', async () => {
    const handler = handlerOver(memoryLog());
    const { eventIds } = await handler.handle(open('c1'));
    await expect(handler.handle(open('c2', '修桥'))).rejects.toMatchObject({
      code: 'fact.recorded_otherwise',
      where: 'matter/m1',
      details: { recorded: eventIds[0] },
    });
  });

  it.each(['matters.Unknown', 'constructor', '__proto__', 'toString', ''])(
    'is refused when there is none of that name: "%s"',
    async (name) => {
      await expect(handlerOver(memoryLog()).handle(request('c1', name, {}))).rejects.toMatchObject({
        code: 'command.unknown',
        kind: 'invalid',
        where: name,
      });
    },
  );
});

describe('what the caller believes of the stream (If-Match)', () => {
  it('must be true', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      await expect(handler.handle({ ...open('c1'), expected: 1 })).rejects.toMatchObject({
        code: 'log.conflict',
        details: { expected: '1', actual: 0 },
      });
      await handler.handle({ ...open('c1'), expected: 'none' });
      await expect(handler.handle({ ...step('c2'), expected: 'none' })).rejects.toMatchObject({
        code: 'log.conflict',
        details: { expected: 'none', actual: 1 },
      });
      await handler.handle({ ...step('c2'), expected: 1 });
      await handler.handle({ ...step('c3'), expected: 'any' });
      expect(await log.readStream('matter-m1')).toHaveLength(3);
    });
  });

  it('does not stand in the way of a retry', async () => {
    const handler = handlerOver(memoryLog());
    await handler.handle({ ...open('c1'), expected: 'none' });
    const again = await handler.handle({ ...open('c1'), expected: 'none' });
    expect(again.status).toBe('replayed');
  });
});

describe('concurrent commands', () => {
  const ids = Array.from({ length: 50 }, (_, index) => `s${index}`);

  it('on one stream all succeed, without loss', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      await handler.handle(open('c1'));
      const outcomes = await Promise.all(ids.map((id) => handler.handle(step(id))));
      expect(outcomes.map(({ status }) => status)).toEqual(ids.map(() => 'recorded'));
      expect(outcomes.map(({ revision }) => revision)).toEqual(ids.map((_, index) => index + 2));
    });
  });

  it('on one stream record each fact once, whoever states it', async () => {
    await bothLogs(async (log) => {
      const handler = handlerOver(log);
      await handler.handle(open('c1'));
      const outcomes = await Promise.all(ids.map((id) => handler.handle(step(id, 'the-step'))));
      expect(outcomes.filter(({ status }) => status === 'recorded')).toHaveLength(1);
      expect(outcomes.filter(({ status }) => status === 'unchanged')).toHaveLength(49);
    });
  });

  it('of two processes on one stream all succeed: who was overtaken decides again', async () => {
    await bothLogs(async (log) => {
      const [one, other] = [handlerOver(log), handlerOver(log)];
      await one.handle(open('c1'));
      const few = ids.slice(0, 10);
      await Promise.all(
        few.flatMap((id) => [one.handle(step(`a${id}`)), other.handle(step(`b${id}`))]),
      );
      expect(await log.readStream('matter-m1')).toHaveLength(21);
    });
  });

  it('are not stopped by one that is refused', async () => {
    const handler = handlerOver(memoryLog());
    const settled = await Promise.allSettled([
      handler.handle(step('too-early')),
      handler.handle(open('c1')),
      handler.handle(step('c2')),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('invalid data', () => {
  const handler = handlerOver(memoryLog());

  it.each([
    ['/data/title', 'matters.OpenMatter', { matterId, title: '' }],
    [
      '/data/attachments/0/sha256',
      'matters.OpenMatter',
      {
        matterId,
        title: '修路',
        attachments: [{ sha256: 'AB', mediaType: 'text/plain', bytes: 1 }],
      },
    ],
    [
      '/data/fields/a~1b~0c',
      'matters.CorrectMatter',
      {
        matterId,
        correctionId: 'c1',
        corrects: '01960000-0000-7000-8000-000000000001',
        fields: { 'a/b~c': 1 },
        reason: '笔误',
        approvedBy: 'b',
      },
    ],
    ['/data', 'matters.OpenMatter', { matterId, title: '修路', unknown: 1 }],
    ['/data', 'matters.OpenMatter', 'text'],
  ])('is refused at %s', async (pointer, name, data) => {
    await expect(handler.handle(request('c1', name, data))).rejects.toMatchObject({
      code: 'command.invalid',
      kind: 'invalid',
      where: pointer,
    });
  });

  it('is refused in the envelope too', async () => {
    await expect(
      handler.handle(
        request('c1', 'matters.OpenMatter', { matterId, title: '修路' }, { time: '2026-02-30' }),
      ),
    ).rejects.toMatchObject({ code: 'command.invalid', where: '/time' });
  });

  it('does not repeat what a person wrote', async () => {
    const secret = 'ID 451425199001011234';
    const sent = request('c1', 'offices.RegisterPerson', {
      personId: secret,
      name: '张三（虚构）',
    });
    await expect(handler.handle(sent)).rejects.not.toThrow(secret);
  });
});

describe('the kept state', () => {
  it('answers as a handler that has only the log', async () => {
    await bothLogs(async (log) => {
      const hot = handlerOver(log);
      await hot.handle(open('c1'));
      await hot.handle(step('c2'));
      const { eventIds } = await hot.handle(step('c3'));
      const correct = (id: string) =>
        request(id, 'matters.CorrectMatter', {
          matterId,
          correctionId: 'k1',
          corrects: eventIds[0],
          fields: { activity: '初审' },
          reason: '笔误',
          approvedBy: 'person-secretary',
        });
      expect((await hot.handle(correct('c4'))).status).toBe('recorded');
      for (const [index, repeated] of [open, step, correct].entries()) {
        const { name, data } = index === 1 ? step('x', 'c2') : repeated('x');
        const outcomes = await Promise.all(
          [hot, handlerOver(log)].map((handler, which) =>
            handler.handle(request(`r${index}-${which}`, name, data)),
          ),
        );
        expect(outcomes.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
      }
    });
  });

  it('reads only what is new', async () => {
    const log = memoryLog();
    const reads: number[] = [];
    const watched: EventLog = {
      ...log,
      readStream: (stream, from) => {
        reads.push(from ?? 1);
        return log.readStream(stream, from);
      },
    };
    const handler = createCommandHandler(watched, catalogue, allCommands);
    await handler.handle(open('c1'));
    await handler.handle(step('c2'));
    await handler.handle(step('c3'));
    expect(reads).toEqual([1, 2, 3]);
  });

  it('passes over events that this program does not know', async () => {
    const log = memoryLog();
    await handlerOver(log).handle(open('c1'));
    await log.append({
      stream: 'matter-m1',
      expected: 1,
      events: [{ ...attributes('f1'), type: 'org.sunledger.future.Thing.v1', data: { a: 1 } }],
    });
    expect((await handlerOver(log).handle(step('c2'))).revision).toBe(3);
  });

  it('stays within its bound, and lets the least recently used streams go', () => {
    const streams = createFoldedStreams(10);
    const folded = (revision: number) => ({ state: undefined, revision });
    streams.set('a', folded(4));
    streams.set('b', folded(4));
    streams.set('a', folded(4));
    streams.set('c', folded(4));
    expect(['a', 'b', 'c'].map((name) => streams.get(name) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(streams.set('huge', folded(1000)).revision).toBe(1000);
    expect(streams.get('huge')).toBeUndefined();
    streams.set('a', folded(4));
    expect(streams.get('a')).toEqual(folded(4));
  });
});
