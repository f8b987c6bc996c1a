import type { TensorInfo } from '@tensorflow/tfjs-core';
import { f32, THREADS, type Recorder } from './recorder.ts';

/**
 * Mean loss of each net and its gradient. A workgroup a net: its threads share the images out, and their
 * losses are added in order.
 */
export function softmaxCrossEntropy(
  recorder: Recorder,
  logits: TensorInfo,
  labels: TensorInfo,
): [TensorInfo, TensorInfo] {
  const [nets, images, classes] = logits.shape;
  const loss = recorder.allocate([nets]);
  const gradient = recorder.allocate(logits.shape);
  recorder.run({
    key: `softmax ${nets},${images},${classes}`,
    inputs: { logits, labels },
    outputs: { loss, gradient },
    groups: [nets, 1, 1],
    code: () => `
var<workgroup> losses: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  var total = 0.0;
  for (var image = local; image < ${images}u; image += ${THREADS}u) {
    let row = group.x * ${images}u + image;
    let begin = row * ${classes}u;
    let label = u32(labels[row]);
    var top = logits[begin];
    for (var k = 1u; k < ${classes}u; k++) { top = max(top, logits[begin + k]); }
    var sum = 0.0;
    for (var k = 0u; k < ${classes}u; k++) { sum += exp(logits[begin + k] - top); }
    for (var k = 0u; k < ${classes}u; k++) {
      gradient[begin + k] = (exp(logits[begin + k] - top) / sum - select(0.0, 1.0, k == label)) / ${f32(images)};
    }
    total += log(sum) + top - logits[begin + label];
  }
  losses[local] = total;
  workgroupBarrier();
  if (local == 0u) {
    var all = 0.0;
    for (var t = 0u; t < ${THREADS}u; t++) { all += losses[t]; }
    loss[group.x] = all / ${f32(images)};
  }
}`,
  });
  return [loss, gradient];
}
