import type { Panel } from '../types.ts';
import { VariantDraws } from './VariantDraws.tsx';

export const variants: Panel = {
  id: 'variants',
  span: 2,
  component: VariantDraws,
  shows: (_, { compare }) => compare.variants,
  formula: String.raw`\pi_j = \sum_{g} p_g\, \mathcal N(\mu_g, C_g), \qquad \hat\lambda = \eta(\lambda)`,
};
