import { pools } from '../../experiments/plan.ts';
import type { Panel } from '../types.ts';
import { PooledSpectra } from './PooledSpectra.tsx';

export const pooled: Panel = {
  id: 'pooled',
  component: PooledSpectra,
  shows: (run, spec) => run.nets.some((n) => n.pooled) || pools(spec),
  formula: String.raw`\tilde C_j = \frac1{Nn} \sum_{i=1}^{N} \big(W_j^{(i)} \hat A_i\big)^{\mathsf T}\, W_j^{(i)} \hat A_i`,
};
