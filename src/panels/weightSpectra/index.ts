import type { Panel } from '../types.ts';
import { WeightSpectra } from './WeightSpectra.tsx';

export const weights: Panel = {
  id: 'weights',
  component: WeightSpectra,
  formula: String.raw`\frac{W^{\mathsf T} W}{n}, \qquad \lambda_\pm = \sigma^2 \Big(1 \pm \sqrt{d'/n}\Big)^2`,
};
