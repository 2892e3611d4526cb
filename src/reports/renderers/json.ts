// A report as data: the canonical JSON (RFC 8785) of all that every other form is made from, in both languages.
import { canonicalBytes } from '../../kernel/canonicalJson.js';
import { renderer } from '../renderer.js';

export const jsonRenderer = renderer('json', (document) =>
  Promise.resolve(canonicalBytes(document)),
);
