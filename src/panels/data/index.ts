import type { Panel } from '../types.ts';
import { Data } from './Data.tsx';

export const data: Panel = {
  id: 'data',
  span: 3,
  component: Data,
  shows: (run) => run.end === null || run.data !== null,
  formula: String.raw`x \mapsto \frac{x - \mu_c}{\sigma_c}`,
};
