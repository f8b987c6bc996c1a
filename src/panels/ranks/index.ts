import type { Panel } from '../types.ts';
import { Ranks } from './Ranks.tsx';

export const ranks: Panel = {
  id: 'ranks',
  component: Ranks,
  shows: (_, { compare }) => compare.ranks,
  formula: String.raw`W_j \;\to\; W_j\, \Pi_R, \qquad \rho(R) = \frac{\operatorname{tr}(\Pi_R \tilde C_j)}{\operatorname{tr} \tilde C_j}`,
};
