// divisive norm 2 1,6,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

var<workgroup> shares: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tx = local % 16u;
  let row = (group.y * 65535u + group.x) * 16u + local / 16u;
  var own = 0.0;
  
  if (row < 3u) {
    for (var part = 0u; part < 2u; part++) {
      let begin = ((row / 3u * 2u + part) * 3u + row % 3u) * 3u;
      for (var channel = tx; channel < 3u; channel += 16u) { let i = begin + channel; own = fma(z[i], z[i], own); }
    }
  }
  
  shares[local] = own;
  workgroupBarrier();
  var square = 0.0;
  for (var t = 0u; t < 16u; t++) { square += shares[local - tx + t]; }
  workgroupBarrier();
  let scale = 1.0 / sqrt(square + 0.000009999999747378752f);
  
  if (row < 3u) {
    for (var part = 0u; part < 2u; part++) {
      let begin = ((row / 3u * 2u + part) * 3u + row % 3u) * 3u;
      for (var channel = tx; channel < 3u; channel += 16u) { let i = begin + channel; y[i] = z[i] * scale; }
    }
  }
}

// divisive norm gradient 2 1,6,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read_write> dz: array<f32>;

var<workgroup> shares: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let tx = local % 16u;
  let row = (group.y * 65535u + group.x) * 16u + local / 16u;
  var own = 0.0;
  var ownDot = 0.0;
  
  if (row < 3u) {
    for (var part = 0u; part < 2u; part++) {
      let begin = ((row / 3u * 2u + part) * 3u + row % 3u) * 3u;
      for (var channel = tx; channel < 3u; channel += 16u) { let i = begin + channel; own = fma(z[i], z[i], own); ownDot = fma(z[i], dy[i], ownDot); }
    }
  }
  
  shares[local] = own;
  workgroupBarrier();
  var sum = 0.0;
  for (var t = 0u; t < 16u; t++) { sum += shares[local - tx + t]; }
  workgroupBarrier();
  
  shares[local] = ownDot;
  workgroupBarrier();
  var dot = 0.0;
  for (var t = 0u; t < 16u; t++) { dot += shares[local - tx + t]; }
  workgroupBarrier();
  let square = sum + 0.000009999999747378752f;
  let along = dot / square;
  let scale = 1.0 / sqrt(square);
  
  if (row < 3u) {
    for (var part = 0u; part < 2u; part++) {
      let begin = ((row / 3u * 2u + part) * 3u + row % 3u) * 3u;
      for (var channel = tx; channel < 3u; channel += 16u) { let i = begin + channel; dz[i] = (dy[i] - z[i] * along) * scale; }
    }
  }
}
