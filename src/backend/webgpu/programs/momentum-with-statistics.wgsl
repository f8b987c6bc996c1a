// momentum 10,3,3 0.1 0.9 0.01 0.10000000149011612f: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> weight: array<f32>;
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> batchMean: array<f32>;
@group(0) @binding(3) var<storage, read> batchVariance: array<f32>;
@group(0) @binding(4) var<storage, read_write> velocity: array<f32>;
@group(0) @binding(5) var<storage, read_write> mean: array<f32>;
@group(0) @binding(6) var<storage, read_write> variance: array<f32>;
@group(0) @binding(7) var<storage, read_write> updated: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 10u) { return; }
  
  if (i < 10u) {
    let v = 0.8999999761581421f * velocity[i] + (gradient[i] + 0.009999999776482582f * weight[i]);
    velocity[i] = v;
    updated[i] = weight[i] - 0.10000000149011612f * v;
  }
  if (i < 3u) { mean[i] = (1.0 - 0.10000000149011612f) * mean[i] + 0.10000000149011612f * batchMean[i]; }
  if (i < 3u) { variance[i] = (1.0 - 0.10000000149011612f) * variance[i] + 0.10000000149011612f * batchVariance[i]; }
}
