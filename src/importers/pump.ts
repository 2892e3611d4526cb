// Feeds a transform stream by hand, so that what it made of the good input is handed on before its failure is told.
// (A piped stream that fails drops what it had buffered.)
import type { Duplex } from 'node:stream';

export class Pump<Out> {
  /** The first error of the stream, once it has failed. */
  failure: Error | undefined;
  private readonly ready: Out[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly stream: Duplex) {
    stream.on('data', (item: Out) => this.ready.push(item));
    stream.on('error', (error: Error) => {
      this.failure ??= error;
      this.wake();
    });
  }

  /** Writes a chunk and returns what came out; look at {@link failure} afterwards. */
  async feed(chunk: string | Buffer): Promise<Out[]> {
    await this.settled((done) => this.stream.write(chunk, done));
    return this.ready.splice(0);
  }

  /** Ends the input and returns the rest; look at {@link failure} afterwards. */
  async end(): Promise<Out[]> {
    await this.settled((done) => this.stream.once('end', done).end());
    return this.ready.splice(0);
  }

  close(): void {
    this.stream.destroy();
  }

  private settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.failure !== undefined) {
        resolve();
        return;
      }
      this.wake = resolve;
      start(() => resolve());
    });
  }
}
