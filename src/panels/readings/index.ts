import type { Panel } from '../types.ts';
import { Readings } from './Readings.tsx';

export const readings: Panel = {
  id: 'readings',
  component: Readings,
  shows: (_, { compare }) => compare.laws,
  formula: String.raw`p(\lambda) \propto \lambda^{-\alpha}, \qquad \lambda_r \propto e^{-r/s}, \qquad \lambda_r > \lambda_+`,
};
