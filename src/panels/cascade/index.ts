import type { Panel } from '../types.ts';
import { Cascade } from './Cascade.tsx';

export const cascade: Panel = {
  id: 'cascade',
  strip: true,
  component: Cascade,
  formula: String.raw`\phi_j = \sigma\, W_j\, \phi_{j-1}, \qquad W_j = G_j\, \hat C_j^{1/2}`,
};
