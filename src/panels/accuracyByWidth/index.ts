import { redraws, severalWidths } from '../asked.ts';
import type { Panel } from '../types.ts';
import { AccuracyByWidth } from './AccuracyByWidth.tsx';

export const accuracyByWidth: Panel = {
  id: 'accuracy-by-width',
  span: 2,
  component: AccuracyByWidth,
  shows: (_, spec) => redraws(spec) && severalWidths(spec),
  formula: String.raw`\mathbb{E}\,\lvert \hat f - f \rvert^2 \le c\,\lVert f \rVert^2 \Big(\sum_{j} d_j^{-\eta_j/2}\Big)^2`,
};
