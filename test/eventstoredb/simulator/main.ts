// The simulator as a process of its own, driven by messages of its parent; dies when the parent does.
import type { AppendFault } from './faults.js';
import { startSimulator, type Simulator } from './simulator.js';

/** What the parent may ask for; every request is answered under its ticket. */
export type Request =
  | { readonly ticket: number; readonly ask: 'fault'; readonly fault: AppendFault }
  | { readonly ticket: number; readonly ask: 'skew'; readonly milliseconds: number }
  | { readonly ticket: number; readonly ask: 'ids'; readonly stream: string };

export interface ProcessOptions {
  readonly port: number;
  readonly folder?: string;
}

function answer(simulator: Simulator, request: Request): unknown {
  switch (request.ask) {
    case 'fault':
      simulator.faults.appends.push(request.fault);
      return true;
    case 'skew':
      simulator.skewMilliseconds = request.milliseconds;
      return true;
    case 'ids':
      return simulator.store.streams.get(request.stream)?.events.map(({ id }) => id) ?? [];
  }
}

const simulator = await startSimulator(JSON.parse(process.argv[2] ?? '{}') as ProcessOptions);
process.on('disconnect', () => process.exit(0));
process.on('message', (request: Request) =>
  process.send?.({ ticket: request.ticket, result: answer(simulator, request) }),
);
process.send?.({ ready: simulator.port });
