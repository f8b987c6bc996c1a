import type { Panel } from '../types.ts';
import { WidthSpectra } from './WidthSpectra.tsx';

export const widthSpectra: Panel = {
  id: 'width-spectra',
  component: WidthSpectra,
  shows: (_, { compare }) => compare.activations,
  formula: String.raw`\lambda_m\big(\mathbb{E}[\hat\phi_j \hat\phi_j^{\mathsf T}]\big) / \lambda_1 \;\longrightarrow\; \propto m^{-\alpha_j}`,
};
