// Every benchmark. A new one is a file and a line here.
import { append } from './append.js';
import { audits } from './audits.js';
import type { Benchmark } from './benchmark.js';
import { browser } from './browser.js';
import { cluster } from './cluster.js';
import { conformance } from './conformance.js';
import { fold } from './fold.js';
import { leads } from './leads.js';
import { read } from './read.js';
import { rebuild } from './rebuild.js';
import { reports } from './reports.js';
import { tree } from './tree.js';

export const benchmarks: readonly Benchmark[] = [
  append,
  fold,
  read,
  tree,
  browser,
  rebuild,
  leads,
  conformance,
  reports,
  audits,
  cluster,
];
