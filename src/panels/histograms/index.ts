import type { Panel } from '../types.ts';
import { Histograms } from './Histograms.tsx';

export const histograms: Panel = {
  id: 'histograms',
  component: Histograms,
  shows: (run) => run.end === null || run.nets.some((net) => net.histograms.length > 0),
  formula: String.raw`h(v) = \#\{\,w : v \le w < v + \delta\,\}`,
};
