// Why none of several nodes could be reached: the client only says that it found none. Asks each by itself, without the
// protocol, whether it listens and whether its certificate can be trusted. It must never send anything.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Host } from './address.js';

export interface ProbeOptions {
  readonly hosts: readonly Host[];
  readonly tls: boolean;
  /** PEM of the authority; the platform's own when left out. */
  readonly ca: Buffer | undefined;
  readonly timeoutMilliseconds: number;
}

/** Resolves with what the system says, or `undefined` where the node can be talked to. */
function probe(host: Host, { tls, ca, timeoutMilliseconds }: ProbeOptions) {
  return new Promise<string | undefined>((resolve) => {
    const { address, port } = host;
    const socket: Socket = tls
      ? connectTls({
          host: address,
          port,
          ca,
          ALPNProtocols: ['h2'],
          servername: serverName(address),
        })
      : connectTcp({ host: address, port });
    const end = (said: string | undefined) => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(timeoutMilliseconds, () => end('no answer'));
    socket.once('error', (error) => end(error.message));
    socket.once(tls ? 'secureConnect' : 'connect', () => end(undefined));
  });
}

/** An address of numbers is no name to be shown to the server. */
const serverName = (address: string): string => (/^[\d.]+$/.test(address) ? '' : address);

/** What the first node that can be reached at all says against it; `undefined` where one can be talked to. */
export async function probeHosts(options: ProbeOptions): Promise<string | undefined> {
  const said = await Promise.all(options.hosts.map((host) => probe(host, options)));
  if (said.includes(undefined)) return undefined;
  return said.find((text) => /certificate|self.signed|verify/i.test(text ?? '')) ?? said[0];
}
