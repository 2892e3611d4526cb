// The lines under every text that is no report document: where it stands in the ledger.
import { haltedWords, standingWords } from './provenanceWords.js';
import { say } from './language.js';
import type { HaltedView, Standing } from './standing.js';

export function placeText(
  place: Standing & { readonly ledger: string | null; readonly halted: readonly HaltedView[] },
): string {
  const { ledger } = place;
  if (ledger === null) return '没有台账 / no ledger';
  const halted = haltedWords({ provenance: { halted: place.halted.map(({ view }) => view) } });
  return [
    ...standingWords({ ...place, ledger }).map(
      ({ name, text }) => `${say(name, 'both')}: ${say(text, 'both')}`,
    ),
    ...(halted === undefined ? [] : [say(halted, 'both')]),
  ].join('\n');
}
