import { z } from 'zod';
import { settingTexts } from '../strings/settings.ts';

const words = settingTexts.network;

/** The architecture (docs/paper.md e.2, e.6). Widths are base widths × `width`. */
export const networkSettings = z.strictObject({
  architecture: z
    .enum(['scat-j3', 'scat-j7', 'cnn', 'mlp', 'resnet18', 'model'])
    .default('scat-j3')
    .meta(words.architecture),
  width: z
    .number()
    .min(0.125)
    .max(8)
    .default(1)
    .meta({ ...words.width, scale: 'log', step: 0.125 }),
  holdLast: z.boolean().default(false).meta(words.holdLast),
  depth: z.int().min(1).max(10).default(3).meta(words.depth),
  activation: z.enum(['relu', 'abs', 'none']).default('relu').meta(words.activation),
  batchNorm: z.boolean().default(true).meta(words.batchNorm),
  divisive: z.boolean().default(false).meta(words.divisive),
  pixels: z.enum(['auto', 'unit', 'symmetric', 'imagenet', 'images']).default('auto').meta(words.pixels),
  skip: z.boolean().default(false).meta(words.skip),
});
export type NetworkSettings = z.infer<typeof networkSettings>;
