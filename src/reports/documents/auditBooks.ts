// What the sections on a unit's books have in common: one part a unit, sums as cells, and the words for what is not recorded.
import type { DepartureAudit } from '../../../projections/departure-audit/departureAudit.queries.js';
import type { Sum } from '../../../projections/departure-audit/books/sums.js';
import type { UnitBooks } from '../../../projections/departure-audit/books/unitBooks.js';
import { money, said } from '../cells.js';
import type { Block, Cell, Section, Words } from '../document.js';

export const sumCell = ({ amount, currency, eventIds }: Sum): Cell =>
  money(amount, currency, eventIds);

/** A total below rows that open already: its marks would only widen the column. */
export const totalCell = ({ amount, currency }: Sum): Cell => money(amount, currency);

export const paragraph = (zh: string, en: string): Block => ({
  kind: 'paragraph',
  text: said(zh, en),
});

/** Said in place of a table: silence must not be read as zero. */
export const unrecorded = (zh: string, en: string): Block => ({
  kind: 'paragraph',
  text: said(
    `数据不足：台账中没有${zh}的记录，不等于没有。`,
    `Not recorded: the ledger holds no record of ${en}, which is not to say that there is none.`,
  ),
});

/** A section with one part a unit; of a single unit its blocks stand in the section itself. */
export function byUnit(
  { books }: DepartureAudit,
  head: Pick<Section, 'title' | 'publish' | 'wide'>,
  blocksOf: (books: UnitBooks) => readonly Block[],
): Section {
  const [only, ...others] = books;
  if (only === undefined)
    return { ...head, blocks: [unrecorded('任职单位', 'the unit of the post')] };
  if (others.length === 0) return { ...head, blocks: blocksOf(only) };
  const { publish, wide } = head;
  return {
    ...head,
    blocks: [],
    sections: books.map((one): Section => {
      const name = one.unitName ?? one.unitId;
      const title: Words = said(
        `${name}（${one.from ?? '—'} 至 ${one.to ?? '今'}）`,
        `${name} (${one.from ?? '—'} to ${one.to ?? 'today'})`,
      );
      return { title, publish, wide, blocks: blocksOf(one) };
    }),
  };
}
