// Puts the results of chunks together, in order: streams and times across their borders, and the roots of the whole.
import { treeHasher } from '../log/treeHasher.js';
import { Frontier, type Hash } from '../transparency/index.js';
import { CHUNK, follows, type ChunkResult, type ChunkTask } from './chunk.js';
import type { Findings } from './findings.js';
import { finding } from './findings.js';

export class Reduction {
  events = 0;
  commands = 0;
  /** Positions of recorded documents, by digest. */
  readonly documents = new Map<string, number>();
  private readonly revisions = new Map<string, number>();
  private lost = 0;
  private lastRecorded = '';
  private chunks = new Frontier(treeHasher);
  private end: readonly Hash[] = [];
  private size = 0;

  constructor(readonly found: Findings) {}

  /** Adds the next chunk. @returns the root of the whole tree at each of the sizes that were wanted */
  add(task: ChunkTask, result: ChunkResult): Hash[] {
    this.joinStreams(result);
    this.events += result.events;
    this.commands += result.commands;
    this.found.add(...result.findings);
    this.found.omitted += result.omitted;
    for (const { at, sha256 } of result.documents)
      if (!this.documents.has(sha256)) this.documents.set(sha256, at);
    const before = this.chunks.roots;
    const isFull = task.to - task.from === CHUNK;
    if (isFull) for (const root of result.endRoots) this.chunks.append(root);
    this.end = isFull ? [] : result.endRoots;
    this.size = task.to;
    return task.sizes.map((size, at) =>
      size === task.to
        ? this.root()
        : new Frontier(treeHasher, size, [...before, ...(result.roots[at] ?? [])]).root(),
    );
  }

  private joinStreams({ first, lastRecorded, lost, streams }: ChunkResult): void {
    this.lost += lost;
    if (first && first.recordedtime < this.lastRecorded)
      this.found.add(finding('log.clock', first.at));
    if (first) this.lastRecorded = lastRecorded;
    for (const [stream, { firstAt, firstRevision, lastRevision }] of streams) {
      if (!follows(firstRevision, this.revisions.get(stream) ?? 0, this.lost))
        this.found.add(finding('log.revision', firstAt));
      this.revisions.set(stream, lastRevision);
    }
  }

  /** The root over everything added so far. */
  root(): Hash {
    return new Frontier(treeHasher, this.size, [...this.chunks.roots, ...this.end]).root();
  }
}
