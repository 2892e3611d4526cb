// What is recorded when: commands with the business time that they state and the time at which the ledger gets them.
import type { CommandRequest } from '../../src/commands/commandHandler.js';
import type { CommandName } from '../../src/commands/registry.js';
import { addDays, parseInstant, parseLocalDate } from '../../src/kernel/time.js';

export interface ScheduledCommand {
  /** When the ledger accepts it, in Unix milliseconds. */
  readonly recordedAt: number;
  readonly request: CommandRequest;
}

/** What most commands of one office have in common. */
export interface Scene {
  readonly orgunit: string;
  readonly person?: string;
  readonly post?: string;
  readonly power?: string;
  readonly matter?: string;
}

export interface Entry extends Scene {
  /** Local day and time of the act: `2023-05-04`, `09:30`. */
  readonly day: string;
  readonly time?: string;
  /** Days until it was recorded; 0 is the same evening. */
  readonly delay?: number;
  readonly classification?: 'public' | 'internal';
}

export interface Timeline {
  record(name: CommandName, data: unknown, entry: Entry): void;
  /**
   * Takes out what is recorded before a moment (Unix milliseconds; all of it when left out), in the order of recording;
   * ties in the order in which they were planned.
   */
  take(before?: number): readonly ScheduledCommand[];
}

export const dayAfter = (day: string, days: number): string => addDays(parseLocalDate(day), days);

/** RFC 3339 in the county's time zone. */
export const instant = (day: string, time = '09:00'): string => `${day}T${time}:00+08:00`;

export function createTimeline(): Timeline {
  let planned: ScheduledCommand[] = [];
  let count = 0;
  return {
    record(
      name,
      data,
      {
        orgunit,
        person,
        post,
        power,
        matter,
        day,
        time = '09:00',
        delay = 0,
        classification = 'public',
      },
    ) {
      const commandid = `demo:${count++}`;
      planned.push({
        recordedAt: Math.max(
          parseInstant(instant(day, time)).epochMs,
          parseInstant(instant(dayAfter(day, delay), '18:00')).epochMs,
        ),
        request: {
          name,
          data,
          attributes: {
            time: instant(day, time),
            actoraccount: 'demo',
            ...(person === undefined ? {} : { actorperson: person }),
            ...(post === undefined ? {} : { actorpost: post }),
            orgunit,
            ...(power === undefined ? {} : { powercode: power }),
            ...(matter === undefined ? {} : { matter }),
            commandid,
            correlationid: 'demo',
            rulepack: 'demo',
            classification,
          },
        },
      });
    },
    take(before = Infinity) {
      const taken = planned.filter(({ recordedAt }) => recordedAt < before);
      planned = planned.filter(({ recordedAt }) => recordedAt >= before);
      return taken.sort((a, b) => a.recordedAt - b.recordedAt);
    },
  };
}
