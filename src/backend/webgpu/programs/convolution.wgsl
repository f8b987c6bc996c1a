// convolution 1,2,5,4,3 3,2,1 1,12,2,27: 1 × 2 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;
var<workgroup> outerA: array<vec2i, 8>;


fn cornerOf(net: u32, position: u32) -> vec2i {
  let image = net * 2u + position / 6u;
  let py = i32(position / 2u % 3u * 2u);
  let px = i32(position % 2u * 2u);
  return vec2i((i32(image) * 5 + py - 1) * 12 + (px - 1) * 3, (py << 16) | px);
}
fn inputAt(input: u32) -> vec2i {
  let tap = i32(input / 3u);
  let row = tap / 3;
  let column = tap % 3;
  return vec2i((row * 4 + column) * 3 + i32(input % 3u), (row << 16) | column);
}
fn entryOfPatch(corner: vec2i, input: vec2i) -> f32 {
  let at = corner.y + input.y;
  if (u32((at >> 16) - 1) >= 5u || u32((at & 65535) - 1) >= 4u) { return 0.0; }
  return a[corner.x + input.x];
}
@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(27u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  for (var e = local; e < 8u; e += 16u) { let outer = min(firstA + e, 11u); outerA[e] = cornerOf(net, outer); }
  
  workgroupBarrier();
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = inputAt(inner);
        { let outer = firstA + group * 2u + 0u; if (outer < 12u) { let o = outerA[group * 2u + 0u]; x.x = entryOfPatch(o, i); } }
        { let outer = firstA + group * 2u + 1u; if (outer < 12u) { let o = outerA[group * 2u + 1u]; x.y = entryOfPatch(o, i); } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = vec2i(i32((inner % 3u * 9u + inner / 3u)));
        { let outer = firstB + group * 2u + 0u; if (outer < 2u) {  x.x = b[(net * 2u + outer) * 27u + u32(i.x)]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 2u) {  x.y = b[(net * 2u + outer) * 27u + u32(i.x)]; } }
      }
      tileB[p * 5u + group] = x;
    }
    workgroupBarrier();
    let end = min(32u, last - start);
    for (var p = 0u; p < end; p++) {
      let x = tileA[p * 5u + ty];
      let y = tileB[p * 5u + tx];
      sum0 = fma(vec2f(x.x), y, sum0); sum1 = fma(vec2f(x.y), y, sum1);
    }
    workgroupBarrier();
  }
  {
    let row = firstA + ty * 2u + 0u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 12u && column < 2u) { c[(workgroup.z * 12u + row) * 2u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 12u && column < 2u) { c[(workgroup.z * 12u + row) * 2u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 12u && column < 2u) { c[(workgroup.z * 12u + row) * 2u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 12u && column < 2u) { c[(workgroup.z * 12u + row) * 2u + column] = sum1.y; }
    }
  }
}

// input gradient 1,2,5,4,3 3,2,1 1,12,3,8: 1 × 2 × 4 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;
var<workgroup> outerA: array<vec2i, 8>;


// First output index of the pixel's image, and the output row and column of its first tap.
fn reachOf(net: u32, kind: u32, pixel: u32) -> vec2i {
  let py = (pixel / 2u % 3u * 2u + kind / 2u + 1u) / 2u;
  let px = (pixel % 2u * 2u + kind % 2u + 1u) / 2u;
  return vec2i(i32(net * 12u + pixel / 6u * 6u), i32((py << 16) | px));
}
fn tapOf(kind: u32, inner: u32) -> vec2i {
  let tap = inner / 2u;
  return vec2i(i32(inner % 2u), i32(((tap / 2u) << 16) | (tap % 2u)));
}
fn gathered(reach: vec2i, tap: vec2i) -> f32 {
  let oy = (reach.y >> 16) - (tap.y >> 16);
  let ox = (reach.y & 65535) - (tap.y & 65535);
  if (u32(oy) >= 3u || u32(ox) >= 2u) { return 0.0; }
  return a[(reach.x + oy * 2 + ox) * 2 + tap.x];
}
fn weightOf(net: u32, kind: u32, inner: u32) -> vec2i {
  let tap = inner / 2u;
  let row = (kind / 2u + 1u) % 2u + tap / 2u * 2u;
  let column = (kind % 2u + 1u) % 2u + tap % 2u * 2u;
  if (row >= 3u || column >= 3u) { return vec2i(-1); }
  return vec2i(i32((net * 2u + inner % 2u) * 27u + row * 3u + column));
}
fn pixelAt(net: u32, kind: u32, row: u32) -> i32 {
  let y = row / 2u % 3u * 2u + kind / 2u;
  let x = row % 2u * 2u + kind % 2u;
  if (y >= 5u || x >= 4u) { return -1; }
  return i32(((net * 2u + row / 6u) * 5u + y) * 4u + x);
}
@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 4u;
  let kind = workgroup.z / 1u % 4u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(8u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  for (var e = local; e < 8u; e += 16u) { let outer = min(firstA + e, 11u); outerA[e] = reachOf(net, kind, outer); }
  
  workgroupBarrier();
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = tapOf(kind, inner);
        { let outer = firstA + group * 2u + 0u; if (outer < 12u) { let o = outerA[group * 2u + 0u]; x.x = gathered(o, i); } }
        { let outer = firstA + group * 2u + 1u; if (outer < 12u) { let o = outerA[group * 2u + 1u]; x.y = gathered(o, i); } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = weightOf(net, kind, inner);
        { let outer = firstB + group * 2u + 0u; if (outer < 3u) {  x.x = select(0.0, b[u32(max(i.x, 0)) + outer * 9u], i.x >= 0); } }
        { let outer = firstB + group * 2u + 1u; if (outer < 3u) {  x.y = select(0.0, b[u32(max(i.x, 0)) + outer * 9u], i.x >= 0); } }
      }
      tileB[p * 5u + group] = x;
    }
    workgroupBarrier();
    let end = min(32u, last - start);
    for (var p = 0u; p < end; p++) {
      let x = tileA[p * 5u + ty];
      let y = tileB[p * 5u + tx];
      sum0 = fma(vec2f(x.x), y, sum0); sum1 = fma(vec2f(x.y), y, sum1);
    }
    workgroupBarrier();
  }
  {
    let row = firstA + ty * 2u + 0u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 12u && column < 3u) { let to = select(-1, pixelAt(net, kind, row) * 3 + i32(column), pixelAt(net, kind, row) >= 0); if (to >= 0) { c[to] = sum0.x; } }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 12u && column < 3u) { let to = select(-1, pixelAt(net, kind, row) * 3 + i32(column), pixelAt(net, kind, row) >= 0); if (to >= 0) { c[to] = sum0.y; } }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 12u && column < 3u) { let to = select(-1, pixelAt(net, kind, row) * 3 + i32(column), pixelAt(net, kind, row) >= 0); if (to >= 0) { c[to] = sum1.x; } }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 12u && column < 3u) { let to = select(-1, pixelAt(net, kind, row) * 3 + i32(column), pixelAt(net, kind, row) >= 0); if (to >= 0) { c[to] = sum1.y; } }
    }
  }
}

// filter gradient 1,2,5,4,3 3,2,1 1,2,27,12: 2 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 288>;

var<workgroup> outerB: array<vec2i, 16>;

fn cornerOf(net: u32, position: u32) -> vec2i {
  let image = net * 2u + position / 6u;
  let py = i32(position / 2u % 3u * 2u);
  let px = i32(position % 2u * 2u);
  return vec2i((i32(image) * 5 + py - 1) * 12 + (px - 1) * 3, (py << 16) | px);
}
fn inputAt(input: u32) -> vec2i {
  let tap = i32(input / 3u);
  let row = tap / 3;
  let column = tap % 3;
  return vec2i((row * 4 + column) * 3 + i32(input % 3u), (row << 16) | column);
}
fn entryOfPatch(corner: vec2i, input: vec2i) -> f32 {
  let at = corner.y + input.y;
  if (u32((at >> 16) - 1) >= 5u || u32((at & 65535) - 1) >= 4u) { return 0.0; }
  return b[corner.x + input.x];
}
@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(12u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 16u;
  let ty = local / 8u;
  let tx = local % 8u;
  
  
  for (var e = local; e < 16u; e += 32u) { let outer = min(firstB + e, 26u); outerB[e] = inputAt((outer % 9u * 3u + outer / 9u)); }
  workgroupBarrier();
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 32u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 2u) {  x.x = a[net * 24u + inner * 2u + outer]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 2u) {  x.y = a[net * 24u + inner * 2u + outer]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 256u; e += 32u) {
      let group = e % 8u;
      let p = e / 8u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = cornerOf(net, inner);
        { let outer = firstB + group * 2u + 0u; if (outer < 27u) { let o = outerB[group * 2u + 0u]; x.x = entryOfPatch(i, o); } }
        { let outer = firstB + group * 2u + 1u; if (outer < 27u) { let o = outerB[group * 2u + 1u]; x.y = entryOfPatch(i, o); } }
      }
      tileB[p * 9u + group] = x;
    }
    workgroupBarrier();
    let end = min(32u, last - start);
    for (var p = 0u; p < end; p++) {
      let x = tileA[p * 5u + ty];
      let y = tileB[p * 9u + tx];
      sum0 = fma(vec2f(x.x), y, sum0); sum1 = fma(vec2f(x.y), y, sum1);
    }
    workgroupBarrier();
  }
  {
    let row = firstA + ty * 2u + 0u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 2u && column < 27u) { c[(workgroup.z * 2u + row) * 27u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 27u) { c[(workgroup.z * 2u + row) * 27u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 2u && column < 27u) { c[(workgroup.z * 2u + row) * 27u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 27u) { c[(workgroup.z * 2u + row) * 27u + column] = sum1.y; }
    }
  }
}
