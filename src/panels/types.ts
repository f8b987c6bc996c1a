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

/** What a panel's folder says of it; its words stand in strings/en/about.ts. */
export interface Panel {
  id: PanelId;
  /** Thirds of the width it takes; one by default. */
  span?: 1 | 2 | 3;
  /** Above the grid, over its whole width. */
  strip?: boolean;
  /**
   * Reads what changes with every step of training (steps, progress); others are drawn again only when
   * something else changed.
   */
  live?: boolean;
  /** True if there is something to answer it in this run of `spec`, or will be. By default in every run. */
  shows?(run: RunView, spec: ExperimentSpec): boolean;
  component: ComponentType<PanelProps>;
  /** The formula of what is drawn, in TeX, for "How to read this". */
  formula: string;
}

/**
 * A panel with its words: the question it answers, ending in a question mark; what is drawn; what has to
 * hold for the reading; where it is in the paper.
 */
export type PanelDefinition = Panel & Strings['about'][PanelId];
