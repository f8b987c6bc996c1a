import type { Panel } from '../types.ts';
import { Matching } from './Matching.tsx';

export const matching: Panel = {
  id: 'matching',
  component: Matching,
  shows: (_, { compare }) => compare.matching,
  formula: String.raw`\min_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2 \;\le\; \min_{A \in \text{permutations}} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
};
