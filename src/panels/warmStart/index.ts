import type { Panel } from '../types.ts';
import { WarmStart } from './WarmStart.tsx';

export const warmStart: Panel = {
  id: 'warm-start',
  component: WarmStart,
  shows: (_, { compare }) => compare.variants,
  formula: String.raw`W(0) \sim \mathcal N(0, C_j) \quad\text{against}\quad W(0) \sim \mathcal N(0, I)`,
};
