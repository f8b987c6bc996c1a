// softmax 1,6,10: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>;

var<workgroup> losses: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  var total = 0.0;
  for (var image = local; image < 6u; image += 256u) {
    let row = group.x * 6u + image;
    let begin = row * 10u;
    let label = u32(labels[row]);
    var top = logits[begin];
    for (var k = 1u; k < 10u; k++) { top = max(top, logits[begin + k]); }
    var sum = 0.0;
    for (var k = 0u; k < 10u; k++) { sum += exp(logits[begin + k] - top); }
    for (var k = 0u; k < 10u; k++) {
      gradient[begin + k] = (exp(logits[begin + k] - top) / sum - select(0.0, 1.0, k == label)) / 6.0f;
    }
    total += log(sum) + top - logits[begin + label];
  }
  losses[local] = total;
  workgroupBarrier();
  if (local == 0u) {
    var all = 0.0;
    for (var t = 0u; t < 256u; t++) { all += losses[t]; }
    loss[group.x] = all / 6.0f;
  }
}
