import type { Panel } from '../types.ts';
import { Kernel } from './Kernel.tsx';

export const kernel: Panel = {
  id: 'kernel',
  component: Kernel,
  shows: (_, { compare }) => compare.kernel,
  formula: String.raw`\hat k(x, x') = \frac1n \sum_{i \le n} \sigma\langle w_i, x\rangle\, \sigma\langle w_i, x'\rangle, \qquad \mathbb{E}\,\lvert \hat k - k \rvert^2 \le \frac{c}{n}`,
};
