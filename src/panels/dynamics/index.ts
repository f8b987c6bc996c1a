import type { Panel } from '../types.ts';
import { Dynamics } from './Dynamics.tsx';

export const dynamics: Panel = {
  id: 'dynamics',
  component: Dynamics,
  shows: (_, { compare }) => compare.dynamics,
  formula: String.raw`u_r(t) = W(t)\, e_r, \qquad \frac{\lVert u_r(t) \rVert}{\lVert u_r(0) \rVert}, \quad \cos\angle\big(u_r(t), u_r(0)\big)`,
};
