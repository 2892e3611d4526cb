// Units below a unit, by the levels of the division code (GB/T 2260 and GB/T 10114: 2, 4, 6, 9, 12 digits).

/**
 * The codes of a unit and of every unit below it, as a half-open range of text: `code >= from AND code < before`.
 * @param division 12 digits; the zeros at its end say at which level it stands
 */
export function areaRange(division: string): readonly [from: string, before: string] {
  const level = [2, 4, 6, 9].find((length) => /^0*$/.test(division.slice(length))) ?? 12;
  const prefix = division.slice(0, level);
  return [prefix, `${prefix}:`];
}
