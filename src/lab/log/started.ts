import { z } from 'zod';
import type { DeviceInfo } from '../../backend/device.ts';
import { experimentSpec } from '../../experiments/spec.ts';
import { ofTheRun } from './declare.ts';
import { count, longText, net, perLayer, schemaOf, text } from './fields.ts';

const layerInfo = z.strictObject({
  /** "L1", "L2", …, as in the paper: L_{j+1} reads the activations φ_j. */
  name: text,
  neurons: count,
  /** d' = channels × taps. */
  inputs: count,
  channels: count,
  taps: count,
  /**
   * Positions per image at which it is applied (twice that of a complex field); absent in recordings made
   * before this field existed.
   */
  positions: count.optional(),
  /** A learned 1×1 convolution beside a block of a residual network, which the paper's figures leave out. */
  shortcut: z.boolean().optional(),
  /** True if this layer is drawn again by D11; the last projector is only rotated. */
  sampled: z.boolean(),
});
export type LayerInfo = z.infer<typeof layerInfo>;

const netInfo = z.strictObject({
  /** Hash of the sub-spec: the net's address in every other event. */
  id: net,
  /** For people: "×1". */
  label: text,
  width: z.number(),
  /** Which of the networks of its width, from 0: each has its own initial weights and batch order. */
  member: count.default(0),
  layers: perLayer(layerInfo),
  parameters: count,
});
export type NetInfo = z.infer<typeof netInfo>;

const datasetInfo = z.strictObject({
  /** "Built-in shapes, medium (seed 7)" or "CIFAR-10 from data_batch_1.bin". */
  name: text,
  /**
   * Which split, what was done to the pixels, where they were fetched from; absent in recordings made before
   * this field existed.
   */
  source: longText.optional(),
  train: count,
  test: count,
  classes: z.array(text).max(256),
  channels: z.int().min(1).max(4),
  size: z.int().min(1).max(512),
});
export type DatasetInfo = z.infer<typeof datasetInfo>;

const device = schemaOf<DeviceInfo>()(
  z.strictObject({
    name: text,
    reason: longText,
    trials: z
      .array(
        z.strictObject({ name: text, imagesPerSecond: z.number().nullable(), note: longText.optional() }),
      )
      .max(20),
  }),
);

/** The first event of a run: what it is a run of. */
export const started = ofTheRun(
  z.strictObject({
    type: z.literal('started'),
    spec: experimentSpec,
    /** Preset the spec came from, for the title; null for an edited one. */
    preset: text.nullable(),
    commit: text,
    date: z.iso.datetime(),
    device,
    dataset: datasetInfo,
    nets: z.array(netInfo).min(1).max(64),
    /** The opened model that was run, where one was; its fingerprint is of all weights. */
    model: z.strictObject({ title: text, fingerprint: text }).optional(),
  }),
);
export type RunStarted = z.infer<typeof started.schema>;
