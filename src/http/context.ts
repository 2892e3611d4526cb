// What the routes of one part of the API are given.
import type { Ledger } from '../composition.js';
import type { Access } from './access.js';
import type { Cursors } from './cursor.js';

export interface RouteContext {
  readonly ledger: Ledger;
  readonly access: Access;
  readonly cursors: Cursors;
}
