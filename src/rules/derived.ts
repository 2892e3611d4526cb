// What rules derive from a list of the context, derived once for as long as the list is held: a list is never changed.
// It must never depend on anything but the list.
import type { LedgerEvent } from '../events/index.js';

/** `derivation`, computed once for each list: cases of one unit ask for the same terms again and again. */
export function oncePerList<T>(
  derivation: (events: readonly LedgerEvent[]) => T,
): (events: readonly LedgerEvent[]) => T {
  const results = new WeakMap<readonly LedgerEvent[], { readonly value: T }>();
  return (events) => {
    let result = results.get(events);
    if (!result) results.set(events, (result = { value: derivation(events) }));
    return result.value;
  };
}
