import type { Panel } from '../types.ts';
import { ActivationSpectra } from './ActivationSpectra.tsx';

export const activations: Panel = {
  id: 'activations',
  component: ActivationSpectra,
  formula: String.raw`\mathbb{E}\big[\phi_j \phi_j^{\mathsf T}\big]\, u_m = \lambda_m u_m, \qquad \lambda_m \propto m^{-\alpha}`,
};
