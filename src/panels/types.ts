import type { ComponentType } from 'react';
import type { ExperimentSpec } from '../experiments/spec.ts';
import type { NetworkKind } from '../lab/events.ts';
import type { Strings } from '../strings/index.ts';
import type { NetView, RunView } from '../state/runView.ts';

/** A panel answers one question from the log of a run, and from nothing else. */
export interface PanelProps {
  run: RunView;
  net: NetView;
  /** Index into `net.info.layers`. */
  layer: number;
  epoch: number | 'last';
  onSelectLayer(layer: number): void;
  /** Asks the networks of a run made live in this page about one image (NHWC bytes). */
  classify?(pixels: Uint8Array): Promise<Partial<Record<NetworkKind, number[]>>>;
}

export type PanelId = keyof Strings['about'];

export interface PanelDefinition {
  id: PanelId;
  /** The question it answers, ending in a question mark. */
  title: string;
  /** What is drawn; what has to hold for the reading; where it is in the paper. The formula: formulas.ts. */
  help: string;
  assumption: string;
  paper: string;
  /** Thirds of the width it takes; one by default. */
  span?: 1 | 2 | 3;
  /** Above the grid, over its whole width. */
  strip?: boolean;
  /** Reads what changes with every step of training (steps, progress); others are drawn again only when something else changed. */
  live?: boolean;
  /** True if there is, or will be, something to answer it in this run of `spec`. By default in every run. */
  shows?(run: RunView, spec: ExperimentSpec): boolean;
  component: ComponentType<PanelProps>;
}
