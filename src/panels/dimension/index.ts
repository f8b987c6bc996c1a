import type { Panel } from '../types.ts';
import { Dimension } from './Dimension.tsx';

export const dimension: Panel = {
  id: 'dimension',
  component: Dimension,
  formula: String.raw`\frac{\big(\sum_m \lambda_m\big)^2}{\sum_m \lambda_m^2}, \qquad \frac{\sum_m \lambda_m}{\lambda_1} = \frac{\lVert W \rVert_F^2}{\lVert W \rVert_2^2}`,
};
