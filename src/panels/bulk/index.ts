import type { Panel } from '../types.ts';
import { Bulk } from './Bulk.tsx';

export const bulk: Panel = {
  id: 'bulk',
  component: Bulk,
  shows: (_, { compare }) => compare.laws,
  formula: String.raw`p(s) = \tfrac{\pi}{2}\, s\, e^{-\pi s^2/4}`,
};
