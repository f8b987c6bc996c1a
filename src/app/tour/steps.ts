import type { Strings } from '../../strings/index.ts';

/** One step of the tour: its text is `strings.tour.steps[id]`, its state one of the real page. */
export interface TourStep {
  id: keyof Strings['tour']['steps'];
  /** File in public/recordings. */
  recording: string;
  /** Id of the panel it points at. */
  panel: string;
  net?: number;
  layer: number;
  epoch: number | 'last';
  /** A page where one can try it. */
  more?: string;
}

export const steps: readonly TourStep[] = [
  { id: 'spectrum', recording: 'quickstart.json.gz', panel: 'activations', layer: 2, epoch: 'last' },
  { id: 'noise', recording: 'quickstart.json.gz', panel: 'weights', layer: 2, epoch: 0, more: '?page=play' },
  {
    id: 'learned',
    recording: 'quickstart.json.gz',
    panel: 'weights',
    layer: 2,
    epoch: 'last',
    more: '?page=play&spikes=3',
  },
  { id: 'cascade', recording: 'quickstart.json.gz', panel: 'cascade', layer: 2, epoch: 'last' },
  { id: 'ranks', recording: 'networks.json.gz', panel: 'ranks', layer: 2, epoch: 'last' },
  {
    id: 'rotation',
    recording: 'widths.json.gz',
    panel: 'convergence',
    layer: 2,
    epoch: 'last',
    more: '?page=play&play=procrustes',
  },
  { id: 'pooled', recording: 'networks.json.gz', panel: 'pooled', layer: 2, epoch: 'last' },
  { id: 'gaussian', recording: 'networks.json.gz', panel: 'marginals', layer: 2, epoch: 'last' },
  {
    id: 'redraw',
    recording: 'quickstart.json.gz',
    panel: 'redraw',
    layer: 2,
    epoch: 'last',
    more: '?page=play&play=kernel',
  },
  { id: 'honest', recording: 'widths-cifar10.json.gz', panel: 'accuracy-by-width', layer: 2, epoch: 'last' },
];
