// batch norm relu 1,1,6,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> mean: array<f32>;
@group(0) @binding(3) var<storage, read_write> variance: array<f32>;

var<workgroup> shared0: array<f32, 256>;
var<workgroup> shared1: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let field = group.z;
  let ty = local / 16u;
  let tx = local % 16u;
  let channel = group.x * 16u + tx;

  var total = 0.0;
  
  if (channel < 3u) {
    for (var r = group.y * 6u + ty; r < min(6u, (group.y + 1u) * 6u); r += 16u) {
      let i = (field * 6u + r) * 3u + channel;
      total += max(x[i], 0.0);
    }
  }
  
  shared0[local] = total;
  shared1[local] = 0.0;
  workgroupBarrier();
  var sum = 0.0;
  var unused0 = 0.0;
  for (var t = 0u; t < 16u; t++) {
    sum += shared0[t * 16u + tx];
    unused0 += shared1[t * 16u + tx];
  }
  workgroupBarrier();
  let count = f32(min(6u, (group.y + 1u) * 6u) - group.y * 6u);
  let mu = sum / count;
  var about = 0.0;
  
  if (channel < 3u) {
    for (var r = group.y * 6u + ty; r < min(6u, (group.y + 1u) * 6u); r += 16u) {
      let i = (field * 6u + r) * 3u + channel;
      let d = max(x[i], 0.0) - mu; about += d * d;
    }
  }
  
  shared0[local] = about;
  shared1[local] = 0.0;
  workgroupBarrier();
  var squares = 0.0;
  var unused1 = 0.0;
  for (var t = 0u; t < 16u; t++) {
    squares += shared0[t * 16u + tx];
    unused1 += shared1[t * 16u + tx];
  }
  workgroupBarrier();
  let centre = mu;
  let deviation = squares / count;
  let scale = 1.0 / sqrt(deviation + 0.000009999999747378752f);
  if (group.y == 0u && ty == 0u && channel < 3u) {
    mean[field * 3u + channel] = centre;
    if (field % 1u == 0u) { variance[field / 1u * 3u + channel] = deviation; }
  }
  
  if (channel < 3u) {
    for (var r = group.y * 6u + ty; r < min(6u, (group.y + 1u) * 6u); r += 16u) {
      let i = (field * 6u + r) * 3u + channel;
      y[i] = (max(x[i], 0.0) - centre) * scale;
    }
  }
}

// batch norm gradient relu 1,1,6,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> variance: array<f32>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;

var<workgroup> shared0: array<f32, 256>;
var<workgroup> shared1: array<f32, 256>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let field = group.z;
  let ty = local / 16u;
  let tx = local % 16u;
  let channel = group.x * 16u + tx;

  var centre = 0.0;
  var scale = 0.0;
  if (channel < 3u) {
    centre = mean[field * 3u + channel];
    scale = 1.0 / sqrt(variance[field / 1u * 3u + channel] + 0.000009999999747378752f);
  }
  var g = 0.0;
  var gx = 0.0;
  
  if (channel < 3u) {
    for (var r = group.y * 6u + ty; r < min(6u, (group.y + 1u) * 6u); r += 16u) {
      let i = (field * 6u + r) * 3u + channel;
      g += dy[i]; gx += dy[i] * (max(x[i], 0.0) - centre) * scale;
    }
  }
  
  shared0[local] = g;
  shared1[local] = gx;
  workgroupBarrier();
  var sumG = 0.0;
  var sumGX = 0.0;
  for (var t = 0u; t < 16u; t++) {
    sumG += shared0[t * 16u + tx];
    sumGX += shared1[t * 16u + tx];
  }
  workgroupBarrier();
  let meanG = sumG / 6.0f;
  let meanGX = sumGX / 6.0f;
  
  if (channel < 3u) {
    for (var r = group.y * 6u + ty; r < min(6u, (group.y + 1u) * 6u); r += 16u) {
      let i = (field * 6u + r) * 3u + channel;
      dx[i] = (dy[i] - meanG - (max(x[i], 0.0) - centre) * scale * meanGX) * scale * select(0.0, 1.0, x[i] > 0.0);
    }
  }
}
