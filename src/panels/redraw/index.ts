import { redraws } from '../asked.ts';
import type { Panel } from '../types.ts';
import { Redraw } from './Redraw.tsx';

export const redraw: Panel = {
  id: 'redraw',
  span: 2,
  component: Redraw,
  shows: (_, spec) => redraws(spec),
  formula: String.raw`W_j = G_j\, C_j^{1/2} \hat A_{j-1}, \qquad \hat A = \operatorname*{arg\,min}_{A^{\mathsf T}A = I} \mathbb{E}\,\lVert A\hat\phi - \phi \rVert^2`,
};
