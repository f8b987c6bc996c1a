import { depthOf } from '../../experiments/plan.ts';
import type { Panel } from '../types.ts';
import { Depth } from './Depth.tsx';

export const depth: Panel = {
  id: 'depth',
  component: Depth,
  shows: (run, spec) =>
    run.started ? run.nets.some((net) => net.info.layers.length >= 6) : depthOf(spec) >= 6,
  formula: String.raw`\lambda_r \approx \lambda_0\, e^{-r/s_j}`,
};
