// product true,false 1,3,2,3000: 1 × 1 × 6 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;



@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 6u;
  let kind = workgroup.z / 6u % 1u;
  let begin = (workgroup.z % 6u) * 512u;
  let last = min(3000u, begin + 512u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  
  
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 3u) {  x.x = a[net * 9000u + inner * 3u + outer]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 3u) {  x.y = a[net * 9000u + inner * 3u + outer]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstB + group * 2u + 0u; if (outer < 2u) {  x.x = b[net * 6000u + inner * 2u + outer]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 2u) {  x.y = b[net * 6000u + inner * 2u + outer]; } }
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
      if (row < 3u && column < 2u) { c[(workgroup.z * 3u + row) * 2u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 3u && column < 2u) { c[(workgroup.z * 3u + row) * 2u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 3u && column < 2u) { c[(workgroup.z * 3u + row) * 2u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 3u && column < 2u) { c[(workgroup.z * 3u + row) * 2u + column] = sum1.y; }
    }
  }
}

// product true,false 1,3,2,3000 sum: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> partial: array<f32>;
@group(0) @binding(1) var<storage, read_write> c: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * 65535u + group.x) * 256u + local;
  if (i >= 6u) { return; }
  
  let begin = (i / 6u) * 36u + i % 6u;
  var total = 0.0;
  for (var share = 0u; share < 6u; share++) { total += partial[begin + share * 6u]; }
  c[i] = total;
}
