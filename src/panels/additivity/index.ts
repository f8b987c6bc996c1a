import type { Panel } from '../types.ts';
import { Additivity } from './Additivity.tsx';

export const additivity: Panel = {
  id: 'additivity',
  component: Additivity,
  shows: (_, { compare }) => compare.additivity,
  formula: String.raw`\varepsilon_j = \sum_{\ell \le j} d_\ell^{-\eta_\ell/2}`,
};
