// normalise relu 1,1,6,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> variance: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 18u) { return; }
  
  let field = i / 18u;
  let channel = i % 3u;
  y[i] = (max(x[i], 0.0) - mean[field * 3u + channel]) / sqrt(variance[field / 1u * 3u + channel] + 0.000009999999747378752f);
}
