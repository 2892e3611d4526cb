// Builds the WHERE clause of a query with optional filters. Values are always bound, never written into the SQL.
import type { SqlValue } from '../src/sqlite/driver.js';
import { areaRange } from './area.js';

export class Conditions {
  private readonly parts: string[] = [];
  readonly parameters: SqlValue[] = [];

  /** Adds a condition with its values; a filter that was not given adds nothing. */
  add(condition: string, ...values: readonly (SqlValue | undefined)[]): this {
    const given = values.filter((value) => value !== undefined);
    if (given.length < values.length) return this;
    this.parts.push(`(${condition})`);
    this.parameters.push(...given);
    return this;
  }

  /** Adds every condition of another. */
  all(other: Conditions): this {
    this.parts.push(...other.parts);
    this.parameters.push(...other.parameters);
    return this;
  }

  /** The unit of this 12-digit division code and every unit below it. */
  inArea(column: string, area: string | undefined): this {
    if (area === undefined) return this;
    return this.add(`${column} >= ? AND ${column} < ?`, ...areaRange(area));
  }

  /** `WHERE ...`, or nothing. */
  get where(): string {
    return this.parts.length === 0 ? '' : `WHERE ${this.parts.join(' AND ')}`;
  }
}
