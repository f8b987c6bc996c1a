// product false,true 1,3,2,5: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;



@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(5u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  
  
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 3u) {  x.x = a[net * 15u + outer * 5u + inner]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 3u) {  x.y = a[net * 15u + outer * 5u + inner]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstB + group * 2u + 0u; if (outer < 2u) {  x.x = b[net * 10u + outer * 5u + inner]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 2u) {  x.y = b[net * 10u + outer * 5u + inner]; } }
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

// product false,false 1,3,5,2: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;



@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(2u, begin + 32u);
  let firstA = workgroup.y * 8u;
  let firstB = workgroup.x * 8u;
  let ty = local / 4u;
  let tx = local % 4u;
  
  
  
  var sum0 = vec2f(); var sum1 = vec2f();
  for (var start = begin; start < last; start += 32u) {
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e / 32u;
      let p = e % 32u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstA + group * 2u + 0u; if (outer < 3u) {  x.x = a[net * 6u + outer * 2u + inner]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 3u) {  x.y = a[net * 6u + outer * 2u + inner]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstB + group * 2u + 0u; if (outer < 5u) {  x.x = b[net * 10u + inner * 5u + outer]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 5u) {  x.y = b[net * 10u + inner * 5u + outer]; } }
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
      if (row < 3u && column < 5u) { c[(workgroup.z * 3u + row) * 5u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 3u && column < 5u) { c[(workgroup.z * 3u + row) * 5u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 3u && column < 5u) { c[(workgroup.z * 3u + row) * 5u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 3u && column < 5u) { c[(workgroup.z * 3u + row) * 5u + column] = sum1.y; }
    }
  }
}

// product true,false 1,2,5,3: 1 × 1 × 1 workgroups
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

var<workgroup> tileA: array<vec2f, 160>;
var<workgroup> tileB: array<vec2f, 160>;



@compute @workgroup_size(16)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) local: u32) {
  let net = workgroup.z / 1u;
  let kind = workgroup.z / 1u % 1u;
  let begin = (workgroup.z % 1u) * 32u;
  let last = min(3u, begin + 32u);
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
        
        { let outer = firstA + group * 2u + 0u; if (outer < 2u) {  x.x = a[net * 6u + inner * 2u + outer]; } }
        { let outer = firstA + group * 2u + 1u; if (outer < 2u) {  x.y = a[net * 6u + inner * 2u + outer]; } }
      }
      tileA[p * 5u + group] = x;
    }
    
    for (var e = local; e < 128u; e += 16u) {
      let group = e % 4u;
      let p = e / 4u;
      let inner = start + p;
      var x = vec2f();
      if (inner < last) {
        
        { let outer = firstB + group * 2u + 0u; if (outer < 5u) {  x.x = b[net * 15u + inner * 5u + outer]; } }
        { let outer = firstB + group * 2u + 1u; if (outer < 5u) {  x.y = b[net * 15u + inner * 5u + outer]; } }
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
      if (row < 2u && column < 5u) { c[(workgroup.z * 2u + row) * 5u + column] = sum0.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 5u) { c[(workgroup.z * 2u + row) * 5u + column] = sum0.y; }
    }
  }
  {
    let row = firstA + ty * 2u + 1u;
    {
      let column = firstB + tx * 2u + 0u;
      if (row < 2u && column < 5u) { c[(workgroup.z * 2u + row) * 5u + column] = sum1.x; }
    }
    {
      let column = firstB + tx * 2u + 1u;
      if (row < 2u && column < 5u) { c[(workgroup.z * 2u + row) * 5u + column] = sum1.y; }
    }
  }
}
