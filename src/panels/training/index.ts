import type { Panel } from '../types.ts';
import { Training } from './Training.tsx';

export const training: Panel = {
  id: 'training',
  live: true,
  component: Training,
  formula: String.raw`\ell = -\frac1N \sum_{i=1}^{N} \log p_\theta(y_i \mid x_i)`,
};
