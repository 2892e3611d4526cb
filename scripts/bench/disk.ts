// What the disk itself does: 600 bytes written to a growing file, then fdatasync, again and again.
import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ratePerSecond, wallClock } from './benchmark.js';

const RECORD = Buffer.alloc(600, 'x');

/** Durable single writes per second on the disk of the folder. */
export async function probeDisk(folder: string, seconds: number): Promise<number> {
  const path = join(folder, 'probe');
  const file = openSync(path, 'w');
  try {
    return await ratePerSecond(wallClock, seconds, () => {
      writeSync(file, RECORD);
      fdatasyncSync(file);
    });
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
}
