// The figures that the limits of flows name in braces, e.g. `{post.minDays}`: what a pack states of each.
import { z } from 'zod';

/** Of a law (`source`) or the county's own (`local`). */
export const flowFigure = z
  .strictObject({
    value: z.int().min(0).max(9999),
    unit: z.enum(['cd', 'wd', 'm']),
    source: z.string().min(1).optional(),
    local: z.literal(true).optional(),
  })
  .refine(({ source, local }) => (source === undefined) !== (local === undefined), {
    message: 'either a source in law or local: true',
  });
export type FlowFigure = z.output<typeof flowFigure>;

/** Figures by name. */
export type FlowFigures = Readonly<Record<string, FlowFigure>>;
