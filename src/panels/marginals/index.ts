import { pools } from '../../experiments/plan.ts';
import type { Panel } from '../types.ts';
import { Marginals } from './Marginals.tsx';

export const marginals: Panel = {
  id: 'marginals',
  component: Marginals,
  shows: (run, spec) => run.nets.some((n) => n.marginals) || pools(spec),
  formula: String.raw`z_i = \frac{\langle w_i, e_r\rangle}{\sqrt{\lambda_r}}, \qquad D = \sup_z \lvert F(z) - \Phi(z) \rvert`,
};
