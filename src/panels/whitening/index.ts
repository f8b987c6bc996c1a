import { pools } from '../../experiments/plan.ts';
import type { Panel } from '../types.ts';
import { Whitening } from './Whitening.tsx';

export const whitening: Panel = {
  id: 'whitening',
  component: Whitening,
  shows: (run, spec) => run.nets.some((n) => n.whitening) || pools(spec),
  formula: String.raw`G = W' \tilde C^{-1/2}, \qquad \lambda(G^{\mathsf T}G/n) \in \Big[\big(1-\sqrt{q}\big)^2, \big(1+\sqrt{q}\big)^2\Big],\; q = d'/n`,
};
