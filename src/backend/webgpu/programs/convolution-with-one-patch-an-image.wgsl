// convolution 1,2,3,3,2 3,1,0 1,2,4,18: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;
var<workgroup> outerA: array<vec2i, 8>;


fn cornerOf(net: u32, position: u32) -> vec2i {
  let image = net * 2u + position / 1u;
  let py = i32(position / 1u % 1u * 1u);
  let px = i32(position % 1u * 1u);
  return vec2i((i32(image) * 3 + py - 0) * 6 + (px - 0) * 2, (py << 16) | px);
}
fn inputAt(input: u32) -> vec2i {
  let tap = i32(input / 2u);
  let row = tap / 3;
  let column = tap % 3;
  return vec2i((row * 3 + column) * 2 + i32(input % 2u), (row << 16) | column);
}
fn entryOfPatch(corner: vec2i, input: vec2i) -> f32 {
  let at = corner.y + input.y;
  if (u32((at >> 16) - 0) >= 3u || u32((at & 65535) - 0) >= 3u) { return 0.0; }
  return a[corner.x + input.x];
}
@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(18u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  for (var e = local; e < 8u; e += 16u) { let outer = min(firstA + e, 1u); outerA[e] = cornerOf(net, outer); }
  
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
        { let outer = firstA + group * 2u + 0u; if (outer < 2u) { let o = outerA[group * 2u + 0u]; x.x = entryOfPatch(o, i); } }
        { let outer = firstA + group * 2u + 1u; if (outer < 2u) { let o = outerA[group * 2u + 1u]; x.y = entryOfPatch(o, i); } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        let i = vec2i(i32((inner % 2u * 9u + inner / 2u)));
        { let outer = firstB + group * 2u + 0u; if (outer < 4u) {  x.x = b[(net * 4u + outer) * 18u + u32(i.x)]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 4u) {  x.y = b[(net * 4u + outer) * 18u + u32(i.x)]; } }
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
      if (row < 2u && column < 4u) { c[(workgroup.z * 2u + row) * 4u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 4u) { c[(workgroup.z * 2u + row) * 4u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 2u && column < 4u) { c[(workgroup.z * 2u + row) * 4u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 4u) { c[(workgroup.z * 2u + row) * 4u + column] = sum1.y; }
    }
  }
}

// input gradient 1,2,3,3,2 3,1,0 1,2,18,4: 2 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 288>;

var<workgroup> outerB: array<vec2i, 16>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(4u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 16u;
  let ty = local / 8u;
  let tx = local % 8u;
  
  
  for (var e = local; e < 16u; e += 32u) { let outer = min(firstB + e, 17u); outerB[e] = vec2i(i32((outer % 2u * 9u + outer / 2u))); }
  workgroupBarrier();
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 32u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 2u) {  x.x = a[net * 8u + outer * 4u + inner]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 2u) {  x.y = a[net * 8u + outer * 4u + inner]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 256u; e += 32u) {
      let group = e % 8u;
      let p = e / 8u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstB + group * 2u + 0u; if (outer < 18u) { let o = outerB[group * 2u + 0u]; x.x = b[(net * 4u + inner) * 18u + u32(o.x)]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 18u) { let o = outerB[group * 2u + 1u]; x.y = b[(net * 4u + inner) * 18u + u32(o.x)]; } }
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
      if (row < 2u && column < 18u) { c[(workgroup.z * 2u + row) * 18u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 18u) { c[(workgroup.z * 2u + row) * 18u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 2u && column < 18u) { c[(workgroup.z * 2u + row) * 18u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 18u) { c[(workgroup.z * 2u + row) * 18u + column] = sum1.y; }
    }
  }
}

// filter gradient 1,2,3,3,2 3,1,0 1,4,18,2: 2 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 288>;

var<workgroup> outerB: array<vec2i, 16>;

fn cornerOf(net: u32, position: u32) -> vec2i {
  let image = net * 2u + position / 1u;
  let py = i32(position / 1u % 1u * 1u);
  let px = i32(position % 1u * 1u);
  return vec2i((i32(image) * 3 + py - 0) * 6 + (px - 0) * 2, (py << 16) | px);
}
fn inputAt(input: u32) -> vec2i {
  let tap = i32(input / 2u);
  let row = tap / 3;
  let column = tap % 3;
  return vec2i((row * 3 + column) * 2 + i32(input % 2u), (row << 16) | column);
}
fn entryOfPatch(corner: vec2i, input: vec2i) -> f32 {
  let at = corner.y + input.y;
  if (u32((at >> 16) - 0) >= 3u || u32((at & 65535) - 0) >= 3u) { return 0.0; }
  return b[corner.x + input.x];
}
@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(2u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 16u;
  let ty = local / 8u;
  let tx = local % 8u;
  
  
  for (var e = local; e < 16u; e += 32u) { let outer = min(firstB + e, 17u); outerB[e] = inputAt((outer % 9u * 2u + outer / 9u)); }
  workgroupBarrier();
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 32u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 4u) {  x.x = a[net * 8u + inner * 4u + outer]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 4u) {  x.y = a[net * 8u + inner * 4u + outer]; } }
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
        { let outer = firstB + group * 2u + 0u; if (outer < 18u) { let o = outerB[group * 2u + 0u]; x.x = entryOfPatch(i, o); } }
        { let outer = firstB + group * 2u + 1u; if (outer < 18u) { let o = outerB[group * 2u + 1u]; x.y = entryOfPatch(i, o); } }
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
      if (row < 4u && column < 18u) { c[(workgroup.z * 4u + row) * 18u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 4u && column < 18u) { c[(workgroup.z * 4u + row) * 18u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 4u && column < 18u) { c[(workgroup.z * 4u + row) * 18u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 4u && column < 18u) { c[(workgroup.z * 4u + row) * 18u + column] = sum1.y; }
    }
  }
}
